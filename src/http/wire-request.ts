// A request as Node's HTTP server makes it, without its two costliest parts where they are not needed: the stream
// between the parser and whoever reads the body, and the object of all headers. Why, and what it relies on:
// docs/adr/0018-lean-requests.md.

import { type IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { lazyHeaders } from './lazy-headers.ts';

/** Takes a body as the parser finds it. */
export interface BodySink {
  chunk(bytes: Buffer): void;
  /** The body is complete. Never called when the client goes away first. */
  end(): void;
}

export class WireRequest extends IncomingMessage {
  #sink: BodySink | undefined = undefined;
  #pushes = 0;
  #lazyHeaders: IncomingHttpHeaders | undefined = undefined;

  static {
    // Accessors of the prototype in Node, but TypeScript takes them for fields, which a getter cannot override.
    Object.defineProperties(WireRequest.prototype, {
      headers: {
        get(this: WireRequest): IncomingHttpHeaders {
          this.#lazyHeaders ??= lazyHeaders(this);
          return this.#lazyHeaders;
        },
        set(this: WireRequest, headers: IncomingHttpHeaders) {
          Reflect.set(IncomingMessage.prototype, 'headers', headers, this);
        },
      },
      // The parser keeps the last request of its connection until it has ended.
      readableEnded: {
        get(this: WireRequest): boolean {
          if (this.#sink !== undefined) return this.complete;
          return Reflect.get(IncomingMessage.prototype, 'readableEnded', this);
        },
      },
    });
  }

  /** All headers, as Node parses them. */
  get parsedHeaders(): IncomingHttpHeaders {
    return Reflect.get(IncomingMessage.prototype, 'headers', this);
  }

  /** Sends the body to a sink, past the stream; unless a part of it is in the stream already. */
  divert(sink: BodySink): boolean {
    if (this.#pushes > 0) return false;
    this.#sink = sink;
    return true;
  }

  /** Whether the body goes past the stream. */
  get isDiverted(): boolean {
    return this.#sink !== undefined;
  }

  /** Lets the rest of the body go the way of the stream. */
  undivert(): void {
    this.#sink = undefined;
  }

  /** Whether a body that came through the stream has passed `push`: then others can be diverted there. */
  get wasPushed(): boolean {
    return this.#pushes > 1;
  }

  /** Node's parser puts each chunk here, and null at the end. */
  override push(chunk: Buffer | null): boolean {
    const sink = this.#sink;
    if (sink === undefined) {
      this.#pushes++;
      return super.push(chunk);
    }
    if (chunk === null) sink.end();
    else sink.chunk(chunk);
    return true;
  }

  /** Node pulls at what was not read of a request once it is answered. */
  override resume(): this {
    return this.#sink === undefined ? super.resume() : this;
  }
}
