// Asks the person at the terminal what a server wants to know, field by field.

import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { isObject } from '../../protocol/json-rpc.ts';
import type { ElicitParams, ElicitResult, JsonObject } from '../../protocol/mcp.ts';
import { oneLine, printable } from '../client/printable.ts';
import { type FieldValue, FormField } from './form-field.ts';

export class UserPrompt {
  readonly #output: Writable;
  readonly #lines: Interface;
  /** Lines that come before they are asked for are kept. */
  readonly #answers: AsyncIterator<string>;

  constructor(input: Readable, output: Writable) {
    this.#output = output;
    this.#lines = createInterface({ input, output });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** `cancel` when the person ends the input instead of answering. */
  async elicit(params: ElicitParams): Promise<ElicitResult> {
    this.#say(`\nThe server asks: ${printable(params.message)}`);
    try {
      return await (params.mode === 'url' ? this.#visit(params.url) : this.#fillIn(params.requestedSchema));
    } catch (error) {
      if (error instanceof EndOfInput) return { action: 'cancel' };
      throw error;
    }
  }

  close(): void {
    this.#lines.close();
  }

  async #visit(url: string): Promise<ElicitResult> {
    this.#say(`  Visit ${oneLine(url)}`);
    return { action: (await this.#confirm('Have you been there?', true)) ? 'accept' : 'decline' };
  }

  async #fillIn({ properties, required }: JsonObject): Promise<ElicitResult> {
    const needed = Array.isArray(required) ? required : [];
    const content: Record<string, FieldValue> = {};
    const fields = Object.entries(isObject(properties) ? properties : {});
    for (const [name, schema] of fields) {
      const value = await this.#ask(
        new FormField(name, isObject(schema) ? schema : {}, needed.includes(name)),
      );
      if (value !== undefined) content[name] = value;
    }
    const question = fields.length === 0 ? 'Agree?' : 'Send this answer?';
    const agreed = await this.#confirm(question, fields.length > 0);
    return agreed ? { action: 'accept', content } : { action: 'decline' };
  }

  /** Until the answer fits. */
  async #ask(field: FormField): Promise<FieldValue | undefined> {
    this.#say(`  ${field.label}`);
    for (const [index, { title }] of field.choices.entries())
      this.#say(`    ${index + 1}) ${oneLine(title)}`);
    for (;;) {
      const text = await this.#read(`  ${field.hint}> `);
      try {
        return field.read(text);
      } catch (error) {
        this.#say(`  ${(error as Error).message}`);
      }
    }
  }

  async #confirm(question: string, fallback: boolean): Promise<boolean> {
    for (;;) {
      const text = (await this.#read(`  ${question} [${fallback ? 'Y/n' : 'y/N'}] `)).toLowerCase();
      if (text === '') return fallback;
      if ('yes'.startsWith(text)) return true;
      if ('no'.startsWith(text)) return false;
    }
  }

  #say(text: string): void {
    this.#output.write(`${text}\n`);
  }

  async #read(prompt: string): Promise<string> {
    this.#lines.setPrompt(prompt);
    this.#lines.prompt();
    const { value, done } = await this.#answers.next();
    if (done === true) throw new EndOfInput();
    return value.trim();
  }
}

class EndOfInput extends Error {}
