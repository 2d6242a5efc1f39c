// Reads request bodies into one JSON value each, refusing what is too large while it arrives, what is not UTF-8, and
// what is not JSON that is safe to walk.

import { FleetError } from '../protocol/errors.ts';
import { checkJson, parseJson, tooLarge } from '../protocol/json-text.ts';
import type { Exchange } from './exchange.ts';
import type { BodySink, WireRequest } from './wire-request.ts';

/** What a client may go on sending after its body was refused, in multiples of the limit, before it is cut off. */
const DISCARD_FACTOR = 8;

/**
 * Told once how reading went, and never when the client goes away first.
 * @param error BODY_TOO_LARGE, PARSE_ERROR or INVALID_REQUEST; with the last, `body` is there for its id
 */
export type BodyDone = (exchange: Exchange, error: FleetError | undefined, body: unknown) => void;

/** Reads the bodies of one server's requests. */
export class JsonBodies {
  readonly maxBytes: number;
  readonly done: BodyDone;
  #divert = false;

  constructor(maxBytes: number, done: BodyDone) {
    this.maxBytes = maxBytes;
    this.done = done;
  }

  read(req: WireRequest, exchange: Exchange): void {
    const body = new JsonBody(this, req, exchange);
    if (this.#divert && req.divert(body)) return;
    // The first body shows whether this Node lets those after it take the shorter way.
    req.on('data', (chunk: Buffer) => body.chunk(chunk));
    req.on('end', () => {
      this.#divert = req.wasPushed;
      body.end();
    });
  }

  /** Takes note of a request whose body, should there be one, does not matter. */
  ignore(req: WireRequest): void {
    if (this.#divert) req.divert(NOWHERE);
  }

  /** Refuses a body that is too large, from what of it is still to come. */
  refuse(req: WireRequest, exchange: Exchange): void {
    this.discard(req);
    this.done(exchange, tooLarge('body', this.maxBytes), undefined);
  }

  /** Reads a body and throws it away, up to a point, so that a client that still sends gets to see the answer. */
  discard(req: WireRequest): void {
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > this.maxBytes * DISCARD_FACTOR) req.destroy();
    });
  }
}

const NOWHERE: BodySink = { chunk: () => {}, end: () => {} };

class JsonBody implements BodySink {
  readonly #bodies: JsonBodies;
  readonly #req: WireRequest;
  readonly #exchange: Exchange;
  #first: Buffer | undefined = undefined;
  #rest: Buffer[] | undefined = undefined;
  #size = 0;

  constructor(bodies: JsonBodies, req: WireRequest, exchange: Exchange) {
    this.#bodies = bodies;
    this.#req = req;
    this.#exchange = exchange;
  }

  get #refused(): boolean {
    return this.#size > this.#bodies.maxBytes;
  }

  chunk(bytes: Buffer): void {
    if (this.#refused) return;
    this.#size += bytes.length;
    if (this.#refused) {
      this.#first = this.#rest = undefined;
      this.#req.undivert();
      this.#bodies.refuse(this.#req, this.#exchange);
    } else if (this.#first === undefined) {
      this.#first = bytes;
    } else {
      this.#rest ??= [this.#first];
      this.#rest.push(bytes);
    }
  }

  end(): void {
    if (this.#refused) return;
    const { done } = this.#bodies;
    const bytes = this.#rest === undefined ? this.#first : Buffer.concat(this.#rest, this.#size);
    // A request whose answer is a stream lives long; its body need not.
    this.#first = this.#rest = undefined;
    let body: unknown;
    try {
      if (bytes === undefined) throw new FleetError('PARSE_ERROR', 'Parse error: the body is empty.');
      body = parseJson(bytes, 'body');
    } catch (error) {
      return done(this.#exchange, error as FleetError, undefined);
    }
    done(this.#exchange, checkJson(body, 'body'), body);
  }
}
