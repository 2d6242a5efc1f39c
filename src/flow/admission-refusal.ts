// What a call is told that is not let in: why, and when it is worth while to try again.

import { FleetError } from '../protocol/errors.ts';

/**
 * `queue-full`: no room to wait. `deadline`: it could not be answered in time. `displaced`: it waited, and had to
 * make room. `stale`: it waited for long in an overload that goes on.
 */
export type RefusalReason = 'queue-full' | 'deadline' | 'displaced' | 'stale';

/** `Retry-After` counts in seconds. */
const LEAST_RETRY_MS = 1000;
/** Estimates reach no further. */
const GREATEST_RETRY_MS = 60_000;

const CAUSES: Readonly<Record<RefusalReason, string>> = {
  'queue-full': 'too many calls wait already',
  deadline: 'the call would not be answered within its time limit',
  displaced: 'it gave up its place to those with fewer calls waiting, or to a newer one',
  stale: 'newer calls are served first until the overload is over',
};

/** @param queueMs time in which the queue that is there now will have been served, as far as can be told */
export function overloaded(
  reason: RefusalReason,
  { queueMs, target }: { queueMs: number; target: string | undefined },
): FleetError {
  const retryAfterMs = Math.ceil(Math.max(LEAST_RETRY_MS, Math.min(GREATEST_RETRY_MS, queueMs)));
  const who = target === undefined ? 'The node' : `"${target}"`;
  const message = `${who} is overloaded: ${CAUSES[reason]}. Try again in ${retryAfterMs} ms.`;
  // Its stack would say nothing and cost several times as much as the refusal, at the expense of those let in.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new FleetError('OVERLOADED', message, { data: { reason }, retryAfterMs });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
