// One field of a form that a server wants filled in: how it is shown to a person, and what their answer means.
// The server checks the rules again; here a person is told before it does.
// Source: 2026-07-28 client/elicitation, "Requested Schema".

import { isObject } from '../../protocol/json-rpc.ts';
import type { ElicitResult, JsonObject } from '../../protocol/mcp.ts';
import { oneLine } from '../client/printable.ts';
import { coerce } from './coerce.ts';
import { SchemaView } from './schema-view.ts';

export type FieldValue = NonNullable<ElicitResult['content']>[string];

export interface Choice {
  readonly value: string;
  readonly title: string;
}

export class FormField {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly #schema: JsonObject;
  readonly #isRequired: boolean;

  constructor(name: string, schema: JsonObject, isRequired: boolean) {
    const { title = name, description } = schema;
    this.name = name;
    this.label = oneLine(typeof description === 'string' ? `${title}: ${description}` : String(title));
    this.choices = choicesOf(schema);
    this.#schema = schema;
    this.#isRequired = isRequired;
  }

  /** What a person should know before they answer. */
  get hint(): string {
    const { type, default: fallback } = this.#schema;
    const hints = [];
    if (type === 'array') hints.push('several, with commas between');
    if (type === 'boolean') hints.push('yes or no');
    if (fallback !== undefined) hints.push(`default ${oneLine(String(fallback))}`);
    else if (!this.#isRequired) hints.push('may stay empty');
    return hints.join('; ');
  }

  /**
   * What the answer means; undefined when the field stays empty.
   * @throws Error that tells the person what to change
   */
  read(text: string): FieldValue | undefined {
    const { default: fallback } = this.#schema;
    if (text === '') {
      if (fallback !== undefined || !this.#isRequired) return fallback as FieldValue | undefined;
      throw new Error('An answer is needed.');
    }
    const value = this.#parse(text);
    this.#check(value);
    return value;
  }

  #parse(text: string): FieldValue {
    const { type } = this.#schema;
    if (type === 'array') return text.split(',').map((one) => this.#choose(one.trim()));
    if (this.choices.length > 0) return this.#choose(text);
    const typed = type === 'boolean' ? toBoolean(text) : text;
    return coerce(this.name, typed, new SchemaView(this.#schema)) as FieldValue;
  }

  /** By its number, its value or its title. */
  #choose(text: string): string {
    const choice =
      this.choices[Number(text) - 1] ??
      this.choices.find(({ value, title }) => value === text || title === text);
    if (choice !== undefined || this.choices.length === 0) return choice?.value ?? text;
    throw new Error(`"${text}" is not one of the choices.`);
  }

  #check(value: FieldValue): void {
    const { minItems, maxItems, minimum, maximum, minLength, maxLength, format } = this.#schema;
    if (Array.isArray(value)) return checkBounds(value.length, minItems, maxItems, ' choices');
    if (typeof value === 'number') return checkBounds(value, minimum, maximum, '');
    if (typeof value !== 'string') return;
    checkBounds([...value].length, minLength, maxLength, ' characters');
    const [isRight, what] = FORMATS[format as string] ?? [];
    if (isRight?.(value) === false) throw new Error(`It must be ${what}.`);
  }
}

const FORMATS: Readonly<Record<string, readonly [(value: string) => boolean, string]>> = {
  email: [(value) => /^\S+@\S+$/.test(value), 'an email address'],
  uri: [(value) => URL.canParse(value), 'a URI'],
  date: [(value) => /^\d{4}-\d\d-\d\d$/.test(value) && isTime(value), 'a date such as 2026-07-28'],
  'date-time': [(value) => isTime(value), 'a time such as 2026-07-28T12:00:00Z'],
};

function isTime(value: string): boolean {
  return !Number.isNaN(Date.parse(value));
}

function checkBounds(amount: number, least: unknown, most: unknown, unit: string): void {
  if (typeof least === 'number' && amount < least) throw new Error(`It must be at least ${least}${unit}.`);
  if (typeof most === 'number' && amount > most) throw new Error(`It must be at most ${most}${unit}.`);
}

/** What one may choose from, in one or several. */
function choicesOf(schema: JsonObject): readonly Choice[] {
  const { items } = schema;
  const source = isObject(items) ? items : schema;
  const titled = source['oneOf'] ?? source['anyOf'];
  if (Array.isArray(titled)) {
    return titled.filter(isObject).map(({ const: value, title = value }) => ({
      value: String(value),
      title: String(title),
    }));
  }
  const { enum: values, enumNames: names } = source;
  if (!Array.isArray(values)) return [];
  return values.map((value, index) => ({
    value: String(value),
    title: String(Array.isArray(names) ? (names[index] ?? value) : value),
  }));
}

function toBoolean(text: string): string {
  const lower = text.toLowerCase();
  if ('yes'.startsWith(lower)) return 'true';
  return 'no'.startsWith(lower) ? 'false' : lower;
}
