// An event stream over one HTTP response, bounded in what it buffers: a client that does not read is disconnected
// rather than remembered. Quiet streams get a comment now and then, so that proxies keep them open.

import type { ServerResponse } from 'node:http';
import { SSE_KEEP_ALIVE, sseMessage } from '../protocol/sse.ts';
import type { MessageStream } from '../server/message-exchange.ts';
import type { EventSink } from '../session/stream.ts';

/** Sends keep-alive comments on every open stream of an endpoint, with one timer for all. */
export class KeepAlive {
  readonly #streams = new Set<SseResponse>();
  readonly #timer: NodeJS.Timeout;

  /** @param intervalMs milliseconds between two comments on a quiet stream */
  constructor(intervalMs: number) {
    this.#timer = setInterval(() => {
      const nowMs = Date.now();
      for (const stream of this.#streams) {
        if (stream.endsAtMs !== undefined && stream.endsAtMs <= nowMs) stream.end();
        else stream.keepAlive();
      }
    }, intervalMs);
    this.#timer.unref();
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  add(stream: SseResponse): void {
    this.#streams.add(stream);
  }

  delete(stream: SseResponse): void {
    this.#streams.delete(stream);
  }

  close(): void {
    clearInterval(this.#timer);
  }
}

export class SseResponse implements EventSink, MessageStream {
  /** Milliseconds since the epoch; the stream ends with the first keep-alive after it. */
  endsAtMs: number | undefined;
  readonly #res: ServerResponse;
  readonly #maxBufferedBytes: number;
  #quiet = true;
  /** Something was written that has had no chance to leave. */
  #inTick = false;

  constructor(res: ServerResponse, keepAlive: KeepAlive, maxBufferedBytes: number) {
    this.#res = res;
    this.#maxBufferedBytes = maxBufferedBytes;
    // A response whose client has left by now will not close once more.
    if (res.closed) return;
    keepAlive.add(this);
    res.once('close', () => keepAlive.delete(this));
  }

  /** Sends a JSON-RPC message as an event. */
  send(message: string): void {
    this.write(sseMessage(message));
  }

  write(frame: string): void {
    const res = this.#res;
    if (res.destroyed || res.writableEnded) return;
    this.#quiet = false;
    if (!this.#inTick) {
      // Node buffers without limit for a reader that is too slow; this is the limit. What is written together, be it
      // one large result, says nothing of the reader: it leaves only when the tick is over.
      if (res.writableLength > this.#maxBufferedBytes) return void res.destroy();
      this.#inTick = true;
      process.nextTick(SseResponse.#endTick, this);
    }
    res.write(frame);
  }

  static #endTick(stream: SseResponse): void {
    stream.#inTick = false;
  }

  end(last?: string): void {
    if (last !== undefined) this.send(last);
    if (!this.#res.writableEnded) this.#res.end();
  }

  onClose(callback: () => void): void {
    if (this.#res.closed) callback();
    else this.#res.once('close', callback);
  }

  keepAlive(): void {
    if (this.#quiet) this.write(SSE_KEEP_ALIVE);
    this.#quiet = true;
  }
}
