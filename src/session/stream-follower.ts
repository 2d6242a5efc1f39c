// Brings the events of a stream that another node runs to a client that is connected here: from the log, once and in
// order. It is told when there is more; when it cannot be told, whoever looks after it asks now and then.

import type { EventLog } from './event-log.ts';
import { type EventSink, type RemoteReader, replay } from './stream.ts';

export interface FollowerInit {
  readonly log: EventLog;
  readonly sessionId: string;
  readonly streamId: string;
  /** Number of the last event that the client has. */
  readonly seq: number;
  readonly sink: EventSink;
  /** The node that runs the stream does so no longer. */
  readonly onGone: (follower: StreamFollower) => void;
  /** Nobody follows any more: the stream has ended, its client has left, or is somewhere else again. */
  readonly onEnd: (follower: StreamFollower) => void;
}

export class StreamFollower implements RemoteReader {
  readonly sessionId: string;
  readonly streamId: string;
  readonly sink: EventSink;
  readonly #init: FollowerInit;
  #seq: number;
  #ended = false;
  #reading: Promise<void> | undefined;
  #again = false;

  constructor(init: FollowerInit) {
    this.#init = init;
    this.sessionId = init.sessionId;
    this.streamId = init.streamId;
    this.sink = init.sink;
    this.#seq = init.seq;
    init.sink.onClose(() => this.#end());
  }

  /** Number of the last event that the client has. */
  get seq(): number {
    return this.#seq;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Reads what there is; resolves when the client has it. A log that fails is read again with the next call. */
  catchUp(): Promise<void> {
    if (this.#reading !== undefined) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  more(): void {
    void this.catchUp();
  }

  released(): void {
    if (this.#ended) return;
    this.sink.end();
    this.#end();
  }

  gone(): void {
    if (!this.#ended) this.#init.onGone(this);
  }

  /** Leaves the connection to somebody else. */
  handOver(): void {
    this.#end();
  }

  async #readAll(): Promise<void> {
    do {
      this.#again = false;
      if (this.#ended) return;
      try {
        await this.#readOnce();
      } catch {
        return;
      }
    } while (this.#again);
  }

  async #readOnce(): Promise<void> {
    const { log, sessionId, streamId, sink } = this.#init;
    const reading = await log.readAfter(sessionId, streamId, this.#seq);
    if (reading === undefined || this.#ended) return;
    this.#seq = Math.max(this.#seq, replay(sink, streamId, reading.events));
    if (!reading.finished) return;
    sink.end();
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#init.onEnd(this);
  }
}
