// Refuses part of the new work while the event loop is behind, so that what was accepted is still answered. The share
// follows the loop's delay, never reaches all, and shrinks step by step: all-or-nothing would swing between idle and
// overrun. How busy the loop is does not count: one that is always busy but quick serves everybody in time.

import { FleetError } from '../protocol/errors.ts';
import { type Layer, WORK_METHODS, type Work } from './layer.ts';

export interface LoopGuardOptions {
  /**
   * Milliseconds that the event loop may be late (99th percentile of a window) before new work is refused, with
   * OVERLOADED: a tenth of it at that delay, nearly all at twice the delay. 0: never. The default is a tenth of the
   * default deadline and several times what garbage collection and a saturated, healthy node cause.
   * @defaultValue 500
   */
  maxLoopDelayMs?: number;
}

export interface LoopGuardInit extends LoopGuardOptions {
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

const LEAST_SHARE = 0.1;
/** Some work always passes: what helps the loop to recover is less work, not none. */
const GREATEST_SHARE = 0.95;
/** Once it sheds, it stops only when the delay is below this part of the limit. */
const CALM = 0.5;
const RETRY_MS = 1000;

export const LOOP_DELAY_BOUNDS = { fallback: 500, least: 0, greatest: 60_000 } as const;

export class LoopGuard<C extends Pick<Work, 'method'>, R> {
  #maxLoopDelayMs: number;
  readonly #random: () => number;
  #share = 0;

  /** @throws RangeError naming the option, its value and what is allowed */
  constructor({ maxLoopDelayMs, random }: LoopGuardInit) {
    this.#maxLoopDelayMs = checkMaxLoopDelay(maxLoopDelayMs);
    this.#random = random;
  }

  readonly layer: Layer<C, R> = (inner) => (call) => {
    if (this.#share > 0 && WORK_METHODS.has(call.method) && this.#random() < this.#share) throw behind();
    return inner(call);
  };

  /** @throws RangeError naming the option, its value and what is allowed; then nothing is changed */
  reconfigure({ maxLoopDelayMs }: LoopGuardOptions): void {
    this.#maxLoopDelayMs = checkMaxLoopDelay(maxLoopDelayMs);
    if (this.#maxLoopDelayMs === 0) this.#share = 0;
  }

  /** Share of new work that is refused at the moment, from 0 to 0.95. */
  get share(): number {
    return this.#share;
  }

  /** To be told once a window how late the event loop was in it (99th percentile). */
  observe(delayMs: number): void {
    if (this.#maxLoopDelayMs === 0) return;
    const shrunk = this.#share / 2;
    if (delayMs >= this.#maxLoopDelayMs) {
      this.#share = Math.max(shrunk, shareAt(delayMs / this.#maxLoopDelayMs));
    } else if (shrunk >= LEAST_SHARE) {
      this.#share = shrunk;
    } else {
      const wasShedding = this.#share > 0;
      const isCalm = delayMs < this.#maxLoopDelayMs * CALM;
      this.#share = wasShedding && !isCalm ? LEAST_SHARE : 0;
    }
  }
}

/** @throws RangeError naming the option, its value and what is allowed */
export function checkMaxLoopDelay(maxLoopDelayMs: number = LOOP_DELAY_BOUNDS.fallback): number {
  const { least, greatest } = LOOP_DELAY_BOUNDS;
  if (Number.isInteger(maxLoopDelayMs) && maxLoopDelayMs >= least && maxLoopDelayMs <= greatest)
    return maxLoopDelayMs;
  throw new RangeError(`maxLoopDelayMs must be an integer from ${least} to ${greatest}: ${maxLoopDelayMs}.`);
}

/** Rises evenly from the least share at the limit to the greatest at twice the limit. */
function shareAt(timesLimit: number): number {
  return Math.min(GREATEST_SHARE, LEAST_SHARE + (GREATEST_SHARE - LEAST_SHARE) * (timesLimit - 1));
}

function behind(): FleetError {
  return new FleetError(
    'OVERLOADED',
    `The node is behind with its work and refuses part of what is new. Try again in ${RETRY_MS} ms.`,
    { data: { reason: 'event-loop' }, retryAfterMs: RETRY_MS },
  );
}
