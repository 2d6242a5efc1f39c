// What admission can say about itself: for metrics, the admin report, and people.

import type { RefusalReason } from './admission-refusal.ts';

/** Since the start. */
export interface Counts {
  /** Calls that had to wait, whatever became of them. */
  waited: number;
  /** Calls that were cancelled, or ended otherwise, while they waited. */
  left: number;
  /** Calls that were refused with OVERLOADED. */
  refused: Record<RefusalReason, number>;
}

export interface AdmissionStats extends Readonly<Counts> {
  /** Calls that were let in since the start, at once or after waiting. */
  readonly admitted: number;
  /** Calls that may run at once, at the moment. */
  readonly limit: number;
  /** Slots that are held, at the moment. */
  readonly running: number;
  /** Calls that wait, at the moment. */
  readonly queued: number;
  /** Principals and addresses of whom some call waits. */
  readonly waitingTenants: number;
  /** Whether a queue stands, so that its newest calls go first. */
  readonly newestFirst: boolean;
  /** How long calls keep their slots, as a moving mean. */
  readonly meanSlotMs: number;
  /** Handlers that run on without a slot, because their calls were settled long ago. */
  readonly abandoned: number;
  /** Handlers that lost their slot that way since the start. */
  readonly abandonedInAll: number;
  /** Targets with a limit of their own. */
  readonly targets: readonly TargetStats[];
}

export interface TargetStats {
  readonly target: string;
  readonly limit: number;
  readonly running: number;
  readonly queued: number;
  readonly newestFirst: boolean;
}

export function newCounts(): Counts {
  return {
    waited: 0,
    left: 0,
    refused: { 'queue-full': 0, deadline: 0, displaced: 0, stale: 0 },
  };
}
