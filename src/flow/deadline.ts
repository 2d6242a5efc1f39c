// Ends calls that take too long. A deadline stands still while a person is being asked, because people are slow and
// their time is not the tool's.

import { FleetError } from '../protocol/errors.ts';

/** Runs `callback` after `delayMs` unless the returned function is called first. */
export type After = (delayMs: number, callback: () => void) => () => void;

/** What a deadline needs of a call. */
export interface Expirable {
  /** Milliseconds; 0: no deadline. */
  readonly timeoutMs: number;
  readonly settled: boolean;
  /** A person is being asked at this moment. */
  readonly paused: boolean;
  clock: { pause(): void; resume(): void } | undefined;
  abort(reason: FleetError): void;
}

export interface DeadlineOptions {
  readonly now: () => number;
  readonly after: After;
}

/**
 * Starts the clock of a call that began at `startedAtMs`; past its deadline it is aborted with DEADLINE_EXCEEDED.
 */
export function setDeadline(call: Expirable, startedAtMs: number, { now, after }: DeadlineOptions): void {
  const { timeoutMs } = call;
  if (timeoutMs === 0 || call.settled) return;
  let remainingMs = timeoutMs - (now() - startedAtMs);
  let resumedAtMs = startedAtMs;
  let cancel: (() => void) | undefined;
  const resume = (): void => {
    resumedAtMs = now();
    cancel = after(Math.max(0, remainingMs), () => call.abort(deadlineExceeded(timeoutMs)));
  };
  const pause = (): void => {
    if (cancel === undefined) return;
    cancel();
    cancel = undefined;
    remainingMs -= now() - resumedAtMs;
  };
  call.clock = { pause, resume };
  if (!call.paused) resume();
}

function deadlineExceeded(timeoutMs: number): FleetError {
  return new FleetError('DEADLINE_EXCEEDED', `The call took longer than its limit of ${timeoutMs} ms.`, {
    data: { timeoutMs },
  });
}
