// One resumable event stream of a session: it outlives its connection. Every event is logged before it is sent, under
// a number; a client that returns with the last number it saw gets the rest, once and in order, then what comes.

import type { RequestId } from '../protocol/json-rpc.ts';
import { sseMessageWithId, ssePriming, sseRetry } from '../protocol/sse.ts';
import type { EventLog, LoggedEvent, LogReading } from './event-log.ts';
import type { Awaitable } from './session-store.ts';
import type { Session } from './sessions.ts';

/** A connection that frames can be written to; bounded, so a client that does not read is cut off. */
export interface EventSink {
  write(frame: string): void;
  end(): void;
  /** Calls back once when the connection is gone. */
  onClose(callback: () => void): void;
}

/** Who brings a stream's events to its client from the log, because the client is connected to another node. */
export interface RemoteReader {
  /** There is more in the log. */
  more(): void;
  /** The client is somewhere else again. */
  released(): void;
  /** The node no longer runs the stream, although it has not ended. */
  gone(): void;
}

/** One on another node. */
export interface ReaderElsewhere extends RemoteReader {
  readonly nodeId: string;
}

export interface StreamInit {
  readonly id: string;
  readonly session: Session;
  readonly log: EventLog;
  /** The request that the stream answers; undefined for one that only carries what the server has to say. */
  readonly requestId: RequestId | undefined;
  /** The same as text, where it may be run again elsewhere should this node be lost. */
  readonly request: string | undefined;
  /** Number of the last event that another node logged before it was lost. */
  readonly seq: number;
  /** Milliseconds a client is told to wait before it comes back. */
  readonly retryMs: number;
  /** Told when the connection went but the stream goes on. */
  readonly onDetach: (stream: SessionStream) => void;
}

export class SessionStream {
  readonly id: string;
  readonly session: Session;
  readonly requestId: RequestId | undefined;
  readonly #log: EventLog;
  readonly #retryMs: number;
  readonly #onDetach: (stream: SessionStream) => void;
  #seq: number;
  /** Travels with the first event. */
  #request: string | undefined;
  #sink: EventSink | undefined;
  #reader: ReaderElsewhere | undefined;
  #finished = false;
  /** Set while a log append is under way, so that events keep their order. */
  #tail: Promise<void> | undefined;

  constructor(init: StreamInit) {
    this.id = init.id;
    this.session = init.session;
    this.requestId = init.requestId;
    this.#request = init.request;
    this.#seq = init.seq;
    this.#log = init.log;
    this.#retryMs = init.retryMs;
    this.#onDetach = init.onDetach;
  }

  get attached(): boolean {
    return this.#sink !== undefined;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Connects a new stream. Clients that know how get an id to come back with before the first event. */
  start(sink: EventSink): void {
    // An event with an id and no data came with 2025-11-25; older clients may trip over it.
    if (this.session.facts.protocolVersion === '2025-11-25') {
      sink.write(sseRetry(this.#retryMs));
      sink.write(ssePriming(this.#eventId(0)));
    }
    this.#adopt(sink);
  }

  /** Logs a message, then sends it. The final one ends the stream. */
  send(message: string, final = false): void {
    if (this.#finished) return;
    this.#finished = final;
    const request = this.#request;
    const event = { seq: ++this.#seq, message, final, ...(request !== undefined && { request }) };
    this.#request = undefined;
    const append = () => this.#append(event);
    const appended = this.#tail === undefined ? append() : this.#tail.then(append);
    if (!(appended instanceof Promise)) return this.#deliver(event.seq, message, final);
    const tail = appended.then(() => this.#deliver(event.seq, message, final));
    this.#tail = tail;
    void tail.then(() => {
      if (this.#tail === tail) this.#tail = undefined;
    });
  }

  /** A log that fails costs the client the way back, not the message. */
  #append(event: LoggedEvent): Awaitable<void> {
    try {
      const appended = this.#log.append(this.session.facts.id, this.id, event);
      return appended instanceof Promise ? appended.catch(() => undefined) : appended;
    } catch {
      return undefined;
    }
  }

  /** Resolves when everything sent so far is in the log; undefined when it is. */
  written(): Promise<void> | undefined {
    return this.#tail;
  }

  #deliver(seq: number, message: string, final: boolean): void {
    if (this.#sink === undefined) return this.#reader?.more();
    this.#sink.write(sseMessageWithId(this.#eventId(seq), message));
    if (final) this.#sink.end();
  }

  /** Connects a client that has seen the events up to `seq`. False when what it missed is no longer known. */
  async resume(sink: EventSink, seq: number): Promise<boolean> {
    // The old connection, if it still stands, is one that the client has given up.
    this.#part();
    let sentSeq = seq;
    for (;;) {
      // What was sent meanwhile is in the log when its append is done, and must not be looked for before.
      while (this.#tail !== undefined) await this.#tail;
      if (sentSeq >= this.#seq) break;
      const missed = await this.#missedAfter(sentSeq);
      if (missed === undefined || missed.events.length === 0) return false;
      sentSeq = replay(sink, this.id, missed.events);
    }
    if (this.#finished) sink.end();
    else this.#adopt(sink);
    return true;
  }

  /** Leaves the events to a reader of the log, because the client has come back to another node. */
  handOver(reader: ReaderElsewhere): void {
    // It asks again now and then.
    if (reader.nodeId === this.#reader?.nodeId) return;
    this.#part();
    this.#reader = reader;
  }

  #part(): void {
    this.#sink?.end();
    this.#sink = undefined;
    this.#reader?.released();
    this.#reader = undefined;
  }

  /** Goes on with a stream whose node is lost, with a client that has seen all that is in the log. */
  goOn(sink: EventSink): void {
    this.#adopt(sink);
  }

  async #missedAfter(seq: number): Promise<LogReading | undefined> {
    try {
      return await this.#log.readAfter(this.session.facts.id, this.id, seq);
    } catch {
      return undefined;
    }
  }

  #adopt(sink: EventSink): void {
    const other = this.#sink;
    this.#sink = sink;
    // Two connections may come back at once.
    other?.end();
    sink.onClose(() => {
      if (this.#sink !== sink) return;
      this.#sink = undefined;
      this.#onDetach(this);
    });
  }

  /** Closes the connection and tells the client to come back; the stream goes on. */
  disconnect(): void {
    const sink = this.#sink;
    if (sink === undefined) return this.#reader?.gone();
    this.#sink = undefined;
    sink.write(sseRetry(this.#retryMs));
    sink.end();
    this.#onDetach(this);
  }

  /** Ends the stream without a last message. */
  close(): void {
    this.#finished = true;
    this.#part();
  }

  #eventId(seq: number): string {
    return eventId(this.id, seq);
  }
}

/** Writes logged events to a client that comes back for them. Returns the number of the last. */
export function replay(sink: EventSink, streamId: string, events: readonly LoggedEvent[]): number {
  for (const { seq, message } of events) sink.write(sseMessageWithId(eventId(streamId, seq), message));
  return events.at(-1)?.seq ?? 0;
}

function eventId(streamId: string, seq: number): string {
  return `${streamId}.${seq}`;
}

/** Splits what a client sends as `Last-Event-ID`; undefined when it is not one of ours. */
export function parseEventId(eventId: string): { streamId: string; seq: number } | undefined {
  const match = /^([\w-]{1,200})\.(\d{1,15})$/.exec(eventId);
  return match === null ? undefined : { streamId: match[1] as string, seq: Number(match[2]) };
}
