// One step of the ladder: what came of a load at a multiple of the capacity.
import type { CallCounts, Quantiles } from './generator/messages.ts';
import type { HealthReport } from './health-watch.ts';
import type { LoadMeasurement } from './measure-load.ts';

export interface Step {
  /** What was offered, in multiples of the capacity. */
  times: number;
  offered: number;
  offeredPerSecond: number;
  /** Answers a second that were right and in time. */
  goodputPerSecond: number;
  /** Of those, from when the call was due. */
  admitted: Quantiles;
  /** Calls, by error code and reason. */
  refused: Record<string, number>;
  /** Within the server, from the request's headers to the end of the answer. */
  refusalOnServer: Quantiles;
  /** At the client, from when the call was due. */
  refusalAtClient: Quantiles;
  /** Calls that neither were answered nor refused before their clients hung up; `unsent` found no free connection. */
  late: number;
  unsent: number;
  failed: number;
  failures: string[];
  /** The first second of the load, which is not part of the other numbers. */
  onset: { goodputPerSecond: number; admitted: Quantiles };
  health: HealthReport;
  maxResidentBytes: number;
  serverCoreShare: number;
  foreignCoreShare: number;
  generatorCoreShare: number;
  generatorLag: Quantiles;
}

/** @param times multiple of the capacity that was offered, by a single caller */
export function stepOf(times: number, { onsetMs, measureMs }: StepSpan, measured: LoadMeasurement): Step {
  const [caller] = measured.callers;
  if (caller === undefined) throw new Error('Nobody called');
  const { onset, steady } = caller;
  const { generator, server, answerTimes, health } = measured;
  return {
    times,
    offered: steady.offered,
    offeredPerSecond: perSecond(steady.offered, measureMs),
    goodputPerSecond: perSecond(steady.right, measureMs),
    admitted: steady.latency,
    refused: steady.refused,
    refusalOnServer: answerTimes.refusals,
    refusalAtClient: steady.refusalLatency,
    late: steady.late,
    unsent: steady.unsent,
    failed: steady.failed,
    failures: steady.failures,
    onset: { goodputPerSecond: perSecond(onset.right, onsetMs), admitted: onset.latency },
    health,
    maxResidentBytes: server.maxResidentBytes,
    serverCoreShare: server.coreShare,
    foreignCoreShare: server.foreignShare,
    generatorCoreShare: generator.coreShare,
    generatorLag: generator.lag,
  };
}

export interface StepSpan {
  onsetMs: number;
  measureMs: number;
}

export function perSecond(count: number, ms: number): number {
  return (count * 1000) / ms;
}

export function refusedCount({ refused }: Pick<CallCounts, 'refused'>): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0);
}

/** Calls whose end was not counted; anything but 0 is a fault of the harness. */
export function unaccounted(counts: CallCounts): number {
  return counts.offered - counts.right - refusedCount(counts) - counts.late - counts.unsent - counts.failed;
}
