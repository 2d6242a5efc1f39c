// What must hold under overload, as numbers.
import type { CallCounts } from './generator/messages.ts';
import { refusedCount, type Step } from './step.ts';

export interface Bar {
  wanted: string;
  measured: string;
  reached: boolean;
}

/** The target of a queue's delay that nodes have by default (`admission.targetDelayMs`). */
const queueTargetMs = 50;
/** Steps beyond are reported to show where it ends. */
const mostTimes = 10;
const leastGoodputShare = 0.95;
const mostRefusalMs = 1;
const mostHealthMs = 50;
/**
 * What a node may need under load beside what it needs without: 100 running and 1000 waiting calls with all that hangs
 * on each, a young generation that is used up to its 48 MB, and old objects before the next full collection.
 */
const mostGrowthBytes = 100e6;
/** Of the memory in the first third of a load, what its last two thirds may add. */
const mostCreep = 0.05;
/** Below this share of refused calls the load is no overload, and refusals are the odd call that waited in vain. */
const leastRefusedShare = 0.1;
const mostChange = 0.2;

export interface LadderResult {
  deadlineMs: number;
  /** At a tenth of the capacity. */
  unloaded: Step;
  steps: readonly Step[];
}

export function ladderBars({ deadlineMs, unloaded, steps: all }: LadderResult): Bar[] {
  const steps = all.filter(({ times }) => times <= mostTimes);
  const most = steps.reduce((a, b) => (b.times > a.times ? b : a));
  const atCapacity = steps.find(({ times }) => times === 1) ?? most;
  const goodputShare = most.goodputPerSecond / atCapacity.goodputPerSecond;
  const mostP99Ms = Math.min(deadlineMs, 2 * unloaded.admitted.p99Ms + queueTargetMs);
  const p99Ms = worst(steps, ({ admitted }) => admitted.p99Ms);
  const overloaded = steps.filter((step) => refusedCount(step) > leastRefusedShare * step.offered);
  const refusalMs = worst(overloaded, ({ refusalOnServer }) => refusalOnServer.p50Ms);
  const healthMs = worst(steps, ({ health }) => health.maxMs);
  const broken = steps.reduce(
    (sum, step) => sum + step.late + step.unsent + step.failed + step.health.failed,
    0,
  );
  return [
    {
      wanted: `goodput at ${most.times} x >= 95 % of goodput at 1 x`,
      measured: `${(goodputShare * 100).toFixed(1)} %`,
      reached: goodputShare >= leastGoodputShare,
    },
    {
      wanted: `p99 of the admitted <= ${mostP99Ms.toFixed(0)} ms (twice the unloaded one and the queue's target) at each step`,
      measured: `${p99Ms.toFixed(0)} ms`,
      reached: p99Ms <= mostP99Ms,
    },
    {
      wanted: 'a refusal <= 1 ms at the median on the server, at each step beyond capacity',
      measured: `${refusalMs.toFixed(3)} ms`,
      reached: overloaded.length > 0 && refusalMs <= mostRefusalMs,
    },
    {
      wanted: `/health within ${mostHealthMs} ms, always`,
      measured: `${healthMs.toFixed(0)} ms at most`,
      reached: healthMs <= mostHealthMs,
    },
    {
      wanted: 'every call is answered or refused, none is left until its client gives up',
      measured: `${broken} were`,
      reached: broken === 0,
    },
  ];
}

/** @param residentBytes of the server, at even intervals of one long load */
export function memoryBars(unloadedBytes: number, residentBytes: readonly number[]): Bar[] {
  const third = Math.ceil(residentBytes.length / 3);
  const early = Math.max(...residentBytes.slice(0, third));
  const late = Math.max(...residentBytes.slice(third));
  const growthBytes = Math.max(early, late) - unloadedBytes;
  const creep = late / early - 1;
  return [
    {
      wanted: `resident memory <= ${megabytes(mostGrowthBytes)} MB above that of the unloaded server`,
      measured: `${megabytes(growthBytes)} MB above ${megabytes(unloadedBytes)}`,
      reached: growthBytes <= mostGrowthBytes,
    },
    {
      wanted: `resident memory in the last two thirds <= ${mostCreep * 100} % above that in the first third`,
      measured: `${(creep * 100).toFixed(1)} %`,
      reached: creep <= mostCreep,
    },
  ];
}

/** What the flood of another does to a caller who asks for little. */
export function tenantBars(alone: CallCounts, besideFlood: CallCounts): Bar[] {
  const slowdown = besideFlood.latency.p99Ms / alone.latency.p99Ms;
  const success = successRate(besideFlood) / successRate(alone);
  return [
    {
      wanted: 'p99 of the small caller beside the flood <= 1.2 of that alone',
      measured: `${besideFlood.latency.p99Ms.toFixed(1)} ms, ${slowdown.toFixed(2)} of that alone`,
      reached: slowdown <= 1 + mostChange,
    },
    {
      wanted: 'success rate of the small caller beside the flood >= 0.8 of that alone',
      measured: `${(successRate(besideFlood) * 100).toFixed(2)} %, ${success.toFixed(3)} of that alone`,
      reached: success >= 1 - mostChange,
    },
  ];
}

export function successRate({ right, offered }: Pick<CallCounts, 'right' | 'offered'>): number {
  return right / offered;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function worst(steps: readonly Step[], read: (step: Step) => number): number {
  return Math.max(0, ...steps.map(read));
}
