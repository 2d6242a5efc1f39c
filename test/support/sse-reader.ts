// Reads a Server-Sent Events stream event by event, as a client does, and keeps what clients hide: comments, `retry`
// and the last event id. Source: WHATWG HTML, "Server-sent events", "Interpreting an event stream".

import type { Readable } from 'node:stream';
import { within } from './until.ts';

export interface SseEvent {
  /** As sent with this very event. */
  readonly id: string | undefined;
  readonly event: string | undefined;
  /** Empty for an event that only carries an id. */
  readonly data: string;
}

/** A JSON-RPC message of a server. */
export interface RpcMessage {
  readonly jsonrpc: string;
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { code: number; message: string; data?: Record<string, unknown> };
}

export class SseReader {
  readonly #source: Readable;
  readonly #events: SseEvent[] = [];
  readonly #decoder = new TextDecoder();
  #text = '';
  #ended = false;
  #wake = Promise.withResolvers<void>();
  #comments = 0;
  #retryMs: number | undefined;
  #lastEventId = '';

  constructor(source: Readable) {
    this.#source = source;
    source.on('data', (chunk: Buffer) => {
      this.#text += this.#decoder.decode(chunk, { stream: true });
      this.#parse();
      this.#changed();
    });
    const onEnd = (): void => {
      this.#ended = true;
      this.#changed();
    };
    source.on('error', onEnd);
    source.once('end', onEnd);
    source.once('close', onEnd);
  }

  /** Comments seen so far. */
  get comments(): number {
    return this.#comments;
  }

  /** The last `retry` of the stream, in milliseconds. */
  get retryMs(): number | undefined {
    return this.#retryMs;
  }

  /** What a client would return with. */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The next event; undefined when the stream ended before it. */
  next(): Promise<SseEvent | undefined> {
    return within(this.#next(), { what: 'an event or the end of the stream' });
  }

  async #next(): Promise<SseEvent | undefined> {
    while (this.#events.length === 0 && !this.#ended) await this.#wake.promise;
    return this.#events.shift();
  }

  /** The next event that carries a message, parsed. @throws Error when the stream ends before it */
  async message(): Promise<RpcMessage> {
    for (;;) {
      const event = await this.next();
      if (event === undefined) throw new Error('The stream ended before the message.');
      if (event.data !== '') return JSON.parse(event.data) as RpcMessage;
    }
  }

  /** All further messages, up to the end of the stream. */
  async rest(): Promise<RpcMessage[]> {
    const messages: RpcMessage[] = [];
    for (let event = await this.next(); event !== undefined; event = await this.next()) {
      if (event.data !== '') messages.push(JSON.parse(event.data) as RpcMessage);
    }
    return messages;
  }

  /** Messages that have arrived and were not taken. */
  get waiting(): readonly SseEvent[] {
    return this.#events;
  }

  /** Cuts the connection. */
  cut(): void {
    this.#source.destroy();
  }

  #changed(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }

  #parse(): void {
    for (let end = this.#text.indexOf('\n\n'); end >= 0; end = this.#text.indexOf('\n\n')) {
      const frame = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      this.#take(frame);
    }
  }

  #take(frame: string): void {
    const data: string[] = [];
    let id: string | undefined;
    let event: string | undefined;
    for (const line of frame.split('\n')) {
      const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (line.startsWith(':')) this.#comments++;
      else if (name === 'data') data.push(value);
      else if (name === 'id') id = value;
      else if (name === 'event') event = value;
      else if (name === 'retry') this.#retryMs = Number(value);
    }
    if (id !== undefined) this.#lastEventId = id;
    if (data.length > 0) this.#events.push({ id, event, data: data.join('\n') });
  }
}
