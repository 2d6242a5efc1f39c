// The port to where the events of resumable streams are kept until their client has surely seen them.

import type { Awaitable } from './session-store.ts';

/** One event of a stream, numbered from 1 without gaps by the node that runs the stream. */
export interface LoggedEvent {
  readonly seq: number;
  /** A JSON-RPC message as text. */
  readonly message: string;
  /** The stream has no event after this one. */
  readonly final: boolean;
  /** With the first event of a call that may be run again elsewhere: the request as text. */
  readonly request?: string;
}

/** There is one for each node that a stream loses: who goes on with it may be lost in turn. */
export interface StreamClaim {
  readonly lostNodeId: string;
  /** Who asks. */
  readonly nodeId: string;
  readonly ttlMs: number;
}

export interface LogReading {
  /** In order, without gaps. */
  readonly events: readonly LoggedEvent[];
  /** The stream's final event has been logged. */
  readonly finished: boolean;
}

/** Logs belong to a session: a stream of another session is never found, whatever its id. */
export interface EventLog {
  /** Keeps an event, unless one of its number or a final one is there already. Bounded: the oldest events and streams go first when space runs out, and all after a while. */
  append(sessionId: string, streamId: string, event: LoggedEvent): Awaitable<void>;
  /** What came after `seq`; undefined when the stream is unknown or events after `seq` are gone. */
  readAfter(sessionId: string, streamId: string, seq: number): Awaitable<LogReading | undefined>;
  /**
   * Lets one node go on with a stream whose own node is gone: the first that asks, remembered for `ttlMs`.
   * @returns the node that may; the one that asks or another
   */
  claim(sessionId: string, streamId: string, claim: StreamClaim): Awaitable<string>;
}
