// Tells a standing queue from a burst, by CoDel's rule: it is not the length that matters but whether the delay came
// down to its target at any time within an interval. A queue whose calls are being refused stands, however short the
// refusals keep it; so both have to be over before it counts as gone.
// Source: Nichols, Jacobson, "Controlling Queue Delay", ACM Queue 10(5), 2012; RFC 8289, section 4.

export interface DelayTarget {
  readonly targetDelayMs: number;
  readonly intervalMs: number;
}

export class StandingDelay {
  readonly #target: DelayTarget;
  #aboveSinceMs: number | undefined;
  #refusedAtMs = Number.NEGATIVE_INFINITY;
  #isStanding = false;

  /** @param target read at each use, so that it may change */
  constructor(target: DelayTarget) {
    this.#target = target;
  }

  /** The delay was above its target for an interval, and what followed from that is not over yet. */
  get isStanding(): boolean {
    return this.#isStanding;
  }

  /**
   * To be told whenever a call is taken, and when the first is put in.
   * @param delayMs how long the longest waiting call has waited
   */
  observe(nowMs: number, delayMs: number): void {
    const { targetDelayMs, intervalMs } = this.#target;
    if (delayMs < targetDelayMs) {
      this.#aboveSinceMs = undefined;
      if (nowMs - this.#refusedAtMs >= intervalMs) this.#isStanding = false;
      return;
    }
    this.#aboveSinceMs ??= nowMs;
    if (nowMs - this.#aboveSinceMs >= intervalMs) this.#isStanding = true;
  }

  /** A call was refused for want of a slot. */
  refused(nowMs: number): void {
    this.#refusedAtMs = nowMs;
  }
}
