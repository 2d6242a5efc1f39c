// A client that speaks in lines, by hand: it says what a test wants said and shows everything that comes back.

import type { Readable, Writable } from 'node:stream';
import { within } from '../../support/until.ts';

/** A message as it came. */
export interface Line {
  readonly jsonrpc?: string;
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly data?: Record<string, unknown>;
  };
}

/** What every request of 2026-07-28 carries. */
export const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'lines', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
};

export class LineClient {
  readonly #input: Writable;
  readonly #lines: Line[] = [];
  #rest = '';
  #wake = Promise.withResolvers<void>();
  #ended = false;

  /** @param input of the server, @param output of the server */
  constructor(input: Writable, output: Readable) {
    this.#input = input;
    output.setEncoding('utf8');
    output.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() as string;
      this.#lines.push(...lines.map((line) => JSON.parse(line) as Line));
      this.#changed();
    });
    const end = (): void => {
      this.#ended = true;
      this.#changed();
    };
    output.on('end', end);
    output.on('close', end);
  }

  #changed(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }

  /** Writes something as it is. */
  raw(text: string): void {
    this.#input.write(text);
  }

  say(message: unknown): void {
    this.raw(`${JSON.stringify(message)}\n`);
  }

  /** Sends a request of 2026-07-28. */
  modern(id: string | number, method: string, params: Record<string, unknown> = {}, meta: object = {}): void {
    this.say({ jsonrpc: '2.0', id, method, params: { ...params, _meta: { ...MODERN_META, ...meta } } });
  }

  /** Sends a request of a session. */
  request(id: string | number, method: string, params: Record<string, unknown> = {}): void {
    this.say({ jsonrpc: '2.0', id, method, params });
  }

  notify(method: string, params: Record<string, unknown> = {}): void {
    this.say({ jsonrpc: '2.0', method, params });
  }

  async open(protocolVersion = '2025-11-25', capabilities: object = { elicitation: {} }): Promise<Line> {
    const clientInfo = { name: 'lines', version: '1.0.0' };
    this.request('open', 'initialize', { protocolVersion, capabilities, clientInfo });
    const answer = await this.next();
    this.notify('notifications/initialized');
    return answer;
  }

  /** The next message. @throws Error when the output ends before it */
  next(): Promise<Line> {
    return within(this.#next(), { what: 'a line', timeoutMs: 20_000 });
  }

  async #next(): Promise<Line> {
    while (this.#lines.length === 0) {
      if (this.#ended) throw new Error('The output ended.');
      await this.#wake.promise;
    }
    return this.#lines.shift() as Line;
  }

  /** Everything up to the end of the output. */
  async rest(): Promise<readonly Line[]> {
    const ended = async (): Promise<void> => {
      while (!this.#ended) await this.#wake.promise;
    };
    await within(ended(), { what: 'the end of the output', timeoutMs: 20_000 });
    return this.#lines.splice(0);
  }

  /** Has nothing more to say. */
  end(): void {
    this.#input.end();
  }
}
