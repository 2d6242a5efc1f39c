// The options of admission: how much runs at once, how much may wait, and who is refused. Resolved and checked once.

import type { Work } from './layer.ts';

/** What happens to a call that finds the queue full. */
export type Saturation = 'reject' | 'wait' | 'drop-oldest';

/** What can be changed while calls run. */
export interface AdmissionLimits {
  /** Calls that may run at once; further ones wait. With `adaptive`, the most it may come to. @defaultValue 100 */
  maxConcurrent?: number;
  /** Calls that may wait; 0: none. What happens past it is up to `saturation`. @defaultValue 1000 */
  maxQueue?: number;
  /**
   * What happens when the queue is full. `reject`: the new call is refused. `drop-oldest`: the call that has waited
   * longest is refused in its place. `wait`: nobody is, until `maxWaiting`. In all three, a principal with a smaller
   * share of the queue displaces one with a larger share, and a call that cannot be answered by its deadline is refused
   * at once. The refusal is OVERLOADED, with the time after which to try again. @defaultValue 'reject'
   */
  saturation?: Saturation;
  /**
   * Calls that may wait under `wait`, in place of `maxQueue`: a last bound of memory. A further one is refused.
   * @defaultValue 100000
   */
  maxWaiting?: number;
  /**
   * Milliseconds of queueing that are no sign of overload. When the longest waiting call has waited for longer for
   * `intervalMs` on end, the queue stands: the newest calls go first, and those that have waited for longer than this
   * and a mean call's time are refused, unless `saturation` is `wait`; until nobody has to be refused any more. More
   * loses fewer calls at full load, less answers the others sooner. @defaultValue 50
   */
  targetDelayMs?: number;
  /**
   * Milliseconds for which the delay must stay above its target; what is over sooner is a burst, and is served in the
   * order in which it came. RFC 8289 advises ten to twenty times the target. @defaultValue 500
   */
  intervalMs?: number;
  /**
   * Milliseconds that handlers may compute in one turn of the event loop before the next calls wait for another turn,
   * as they wait for a slot: so that the node reads, refuses and answers in between. What counts is a handler's time
   * before it first awaits something; one that computes for longer than that is not interrupted. 0: any number.
   * @defaultValue 5
   */
  maxTurnMs?: number;
  /**
   * Milliseconds that a handler keeps its slot after its call was answered without it (deadline, cancellation). Past
   * it the handler still runs, but uncounted. @defaultValue 10000
   */
  abandonAfterMs?: number;
}

export interface AdaptiveLimitOptions {
  /** The least the limit comes down to. @defaultValue 10, or `maxConcurrent` if that is less */
  minConcurrent?: number;
}

export interface AdmissionOptions<C extends Work> extends AdmissionLimits {
  /**
   * Calls that may run at once for a target; undefined: as many as the node allows. Further ones wait apart from the
   * rest. Asked for each call, so it should be quick, and may change its mind. @defaultValue no target has its own
   */
  limitOf?: (target: string) => number | undefined;
  /**
   * Weight of the principal (or network) that a call comes from: one of weight 2 gets twice the slots and twice the
   * queue of one of weight 1 when both want more. Clamped to 1 ... 1000; asked when nothing else of it runs or waits.
   * @defaultValue 1 for all
   */
  weightOf?: (call: C) => number;
  /**
   * Lets the limit follow the observed latency, from 20 on, between `minConcurrent` and `maxConcurrent`.
   * @defaultValue off
   */
  adaptive?: AdaptiveLimitOptions | undefined;
}

export type FilledAdmissionLimits = Readonly<Required<AdmissionLimits>>;

const MAX_MS = 86_400_000;
export const SATURATIONS: readonly Saturation[] = ['reject', 'wait', 'drop-oldest'];

type LimitName = Exclude<keyof AdmissionLimits, 'saturation'>;

interface Bounds {
  readonly fallback: number;
  readonly least: number;
  readonly greatest: number;
}

export const ADMISSION_BOUNDS: Readonly<Record<LimitName, Bounds>> = {
  maxConcurrent: { fallback: 100, least: 1, greatest: 1_000_000 },
  maxQueue: { fallback: 1000, least: 0, greatest: 1_000_000 },
  maxWaiting: { fallback: 100_000, least: 1, greatest: 10_000_000 },
  targetDelayMs: { fallback: 50, least: 1, greatest: MAX_MS },
  intervalMs: { fallback: 500, least: 1, greatest: MAX_MS },
  maxTurnMs: { fallback: 5, least: 0, greatest: MAX_MS },
  abandonAfterMs: { fallback: 10_000, least: 0, greatest: MAX_MS },
};

/** @throws RangeError naming the option, its value and what is allowed. */
export function fillAdmissionLimits(limits: AdmissionLimits): FilledAdmissionLimits {
  const { saturation = 'reject' } = limits;
  if (!SATURATIONS.includes(saturation)) {
    throw new RangeError(`admission.saturation must be one of ${SATURATIONS.join(', ')}: ${saturation}.`);
  }
  const numbers = Object.fromEntries(
    Object.entries(ADMISSION_BOUNDS).map(([name, bounds]) => [
      name,
      checkInteger(name, limits[name as LimitName] ?? bounds.fallback, bounds),
    ]),
  ) as Record<LimitName, number>;
  return { ...numbers, saturation };
}

/** @throws RangeError naming the option, its value and what is allowed. */
export function fillMinConcurrent(
  { minConcurrent }: AdaptiveLimitOptions,
  { maxConcurrent }: FilledAdmissionLimits,
): number {
  const fallback = Math.min(10, maxConcurrent);
  return checkInteger('adaptive.minConcurrent', minConcurrent ?? fallback, {
    least: 1,
    greatest: maxConcurrent,
  });
}

function checkInteger(name: string, value: number, { least, greatest }: Omit<Bounds, 'fallback'>): number {
  if (Number.isInteger(value) && value >= least && value <= greatest) return value;
  throw new RangeError(`admission.${name} must be an integer from ${least} to ${greatest}: ${value}.`);
}
