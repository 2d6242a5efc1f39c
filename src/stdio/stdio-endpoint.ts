// One client on a pair of byte streams, most often stdin and stdout: each line is one JSON-RPC message. Checks what
// can be checked before a message is looked at and hands it on. A client that does not read is not read from either.
// Source: 2026-07-28 basic/transports/stdio; the session revisions have the same framing.

import type { Readable, Writable } from 'node:stream';
import { FleetError } from '../protocol/errors.ts';
import { type RequestId, salvageId } from '../protocol/json-rpc.ts';
import { checkJson, parseJson, tooLarge } from '../protocol/json-text.ts';
import { LineExchange, type LineExchangeHost } from './line-exchange.ts';
import { LineReader } from './line-reader.ts';
import { LineWriter } from './line-writer.ts';

export interface StdioEndpointOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Bytes of one line; a longer one is answered with an error. */
  readonly maxLineBytes: number;
  /** Bytes that wait for a client that does not read, before nothing more is read from it. */
  readonly maxBufferedBytes: number;
  /** Subscriptions of the client; a further one is refused. */
  readonly maxStreams: number;
}

/** Who takes a message from here. */
export type LineHandler = (value: unknown, exchange: LineExchange) => void;

/** Why a connection is over: the client says nothing more, or does not listen any more. */
export type Ending = 'input-ended' | 'client-gone';

export class StdioEndpoint {
  readonly #options: StdioEndpointOptions;
  readonly #handler: LineHandler;
  readonly #reader: LineReader;
  readonly #writer: LineWriter;
  readonly #exchanges: LineExchangeHost;
  readonly #ended = Promise.withResolvers<Ending>();

  constructor(options: StdioEndpointOptions, handler: LineHandler) {
    this.#options = options;
    this.#handler = handler;
    this.#writer = new LineWriter(options.output, options.maxBufferedBytes, () =>
      this.#ended.resolve('client-gone'),
    );
    this.#reader = new LineReader({
      maxLineBytes: options.maxLineBytes,
      onLine: (line) => this.#onLine(line),
      onTooLong: () => this.#exchange(undefined).fail(tooLarge('line', options.maxLineBytes)),
    });
    const listening = new Set<LineExchange>();
    this.#exchanges = {
      writer: this.#writer,
      open: new Map(),
      listening,
      requireStreamRoom: () => {
        if (listening.size < options.maxStreams) return;
        throw new FleetError('OVERLOADED', `There are ${options.maxStreams} subscriptions already.`, {
          retryAfterMs: 1000,
        });
      },
    };
  }

  /** Starts to read. Resolves when the connection is over. */
  serve(): Promise<Ending> {
    const { input } = this.#options;
    input.on('data', (chunk: Buffer) => {
      this.#reader.push(chunk);
      if (!this.#writer.behind) return;
      input.pause();
      void this.#writer.caughtUp().then(() => input.resume());
    });
    input.on('end', () => {
      this.#reader.end();
      this.#ended.resolve('input-ended');
    });
    // A broken input has no more to say.
    input.on('error', () => this.#ended.resolve('input-ended'));
    return this.#ended.promise;
  }

  /** Reads no more; `serve` resolves. */
  stopReading(): void {
    this.#options.input.pause().removeAllListeners('data');
    this.#ended.resolve('input-ended');
  }

  /** Sends a message that belongs to no request. */
  say(message: string): void {
    this.#writer.write(message);
  }

  /** The client no longer wants the answer to a request. */
  abandon(id: RequestId): void {
    this.#exchanges.open.get(id)?.abandon();
  }

  /** Resolves when the client has read everything, or is gone. */
  flushed(): Promise<void> {
    return this.#writer.caughtUp();
  }

  #onLine(line: Buffer): void {
    let value: unknown;
    try {
      value = parseJson(line, 'line');
    } catch (error) {
      return this.#exchange(undefined).fail(error as FleetError);
    }
    const id = salvageId(value);
    const exchange = this.#exchange(id);
    const problem = checkJson(value, 'line');
    if (problem === undefined) this.#handler(value, exchange);
    else exchange.fail(problem, id);
  }

  #exchange(id: RequestId | undefined): LineExchange {
    return new LineExchange(this.#exchanges, id);
  }
}
