// What the bench and the process of its load generator say to each other.
import type { WorkloadName } from './workloads.ts';

export interface LoadOrder {
  workload: WorkloadName;
  port: number;
  connections: number;
  /** How often the loop of the workload is run, over all connections; without it, until `stop`. */
  turns?: number;
}

export type ToGenerator =
  | ({ kind: 'start' } & LoadOrder)
  /** Ends one measured interval and begins the next. */
  | { kind: 'mark' }
  | { kind: 'stop' };

/** What happened between two marks. */
export interface Interval {
  wallMs: number;
  requestCount: number;
  p50Micros: number;
  p99Micros: number;
  /** CPU time of the generator itself. */
  cpuMicros: number;
  /** Time for which the generator could have run but its core ran something else. */
  coreWaitMicros: number;
}

/** Why a load cannot be believed: the first wrong answers, or connections that broke. */
export interface LoadSummary {
  requestCount: number;
  /** Answers judged by meaning, because their bytes were not the learned ones. */
  parsedCount: number;
  failures: string[];
}

export type FromGenerator =
  /** Every connection is in its loop. */
  { kind: 'started' } | ({ kind: 'interval' } & Interval) | ({ kind: 'stopped' } & LoadSummary);
