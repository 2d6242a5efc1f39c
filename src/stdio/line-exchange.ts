// One message that came as a line, and the ways to answer it. Its client abandons it by a cancellation, where over
// HTTP it would close the connection. What answers it cannot be dropped; what only accompanies it can.

import { type FleetError, toRpcError } from '../protocol/errors.ts';
import { errorText, type RequestId } from '../protocol/json-rpc.ts';
import type { MessageExchange, MessageStream } from '../server/message-exchange.ts';
import type { LineWriter } from './line-writer.ts';

/** What all exchanges of a connection share. */
export interface LineExchangeHost {
  readonly writer: LineWriter;
  /** Those that still may be answered, by the id of their request. */
  readonly open: Map<RequestId, LineExchange>;
  /** @throws FleetError OVERLOADED */
  requireStreamRoom(): void;
  /** Exchanges whose client listens. */
  readonly listening: Set<LineExchange>;
}

const NO_HEADERS = Object.freeze({});

export class LineExchange implements MessageExchange {
  readonly wire = undefined;
  readonly principal = undefined;
  readonly headers = NO_HEADERS;
  readonly remoteAddress = undefined;
  readonly #host: LineExchangeHost;
  readonly #id: RequestId | undefined;
  #closed = false;
  #onAbandon: (() => void)[] | undefined;

  /** @param id of the request; undefined for what is none */
  constructor(host: LineExchangeHost, id: RequestId | undefined) {
    this.#host = host;
    this.#id = id;
    if (id !== undefined) host.open.set(id, this);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The client no longer wants the answer, and gets none. */
  abandon(): void {
    if (this.#closed) return;
    this.#close();
    for (const callback of this.#onAbandon ?? []) callback();
  }

  onDisconnect(callback: () => void): void {
    this.#onAbandon ??= [];
    this.#onAbandon.push(callback);
  }

  json(_status: number, body: string): void {
    if (this.#closed) return;
    this.#close();
    this.#host.writer.write(body);
  }

  fail(error: FleetError, id?: RequestId): void {
    this.json(error.httpStatus, errorText(id, toRpcError(error)));
  }

  empty(): void {
    this.#close();
  }

  #close(): void {
    const { open, listening } = this.#host;
    this.#closed = true;
    listening.delete(this);
    // A client that uses an id twice has two exchanges under it; the later one stays open.
    if (this.#id !== undefined && open.get(this.#id) === this) open.delete(this.#id);
  }

  /** Sends what the client cannot do without ahead of the answer. */
  say(message: string): void {
    if (!this.#closed) this.#host.writer.write(message);
  }

  /** Sends what a client that does not keep up can do without, so that it costs no memory: progress, log messages. */
  mention(message: string): void {
    if (!this.#closed && !this.#host.writer.behind) this.#host.writer.write(message);
  }

  requireStreamRoom(): void {
    this.#host.requireStreamRoom();
  }

  openStream(): MessageStream {
    return this.#stream((message) => this.mention(message));
  }

  openListeningStream(): MessageStream {
    this.#host.listening.add(this);
    return this.#stream((message) => this.say(message));
  }

  #stream(send: (message: string) => void): MessageStream {
    return {
      send,
      end: (last) => (last === undefined ? this.empty() : this.json(200, last)),
      onClose: (callback) => (this.#closed ? callback() : this.onDisconnect(callback)),
    };
  }
}
