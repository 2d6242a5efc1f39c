// The shape of a protection: a unit that wraps what comes after it. It passes a call on, delays it, or refuses it with
// a FleetError; it knows nothing of the layers around it and can be tested alone.

import type { FleetError } from '../protocol/errors.ts';

export type Handler<C, R> = (call: C) => R | Promise<R>;
export type Layer<C, R> = (inner: Handler<C, R>) => Handler<C, R>;

/** What protections need to know of a call. */
export interface Work {
  readonly method: string;
  /** Name of the tool or prompt, or URI of the resource; undefined for what has no target. */
  readonly target: string | undefined;
  readonly principal: string | undefined;
  /** Network address of the client. */
  readonly address: string | undefined;
  /** Milliseconds the call may take from `startedAtMs`; 0: no deadline. */
  readonly timeoutMs: number;
  readonly startedAtMs: number;
  /** The call was answered, cancelled or given up. */
  readonly settled: boolean;
  readonly abortReason: FleetError | undefined;
  /** Calls back once, when the call is settled; at once when it is. */
  onSettle(callback: () => void): void;
}
