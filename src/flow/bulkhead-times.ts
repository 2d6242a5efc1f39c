// How long calls keep their slots, learnt as they end.

/** Share of a new sample in the mean: about the last forty calls count. */
const GAIN = 0.05;
/** Factor by which the median moves towards each sample. */
const STEP = 1.05;
/** Below this the median would take long to come back. */
const LEAST_MEDIAN_MS = 0.1;

export class SlotTimes {
  #meanMs = 0;
  #medianMs = 0;

  /** Exponentially weighted mean, which says how fast slots come free; 0: nothing known yet. */
  get meanMs(): number {
    return this.#meanMs;
  }

  /**
   * What half of the calls keep to, which says what a call may hope for: the mean of a tool that hangs now and then
   * says little about the others. Found by steps of equal size up or down (stochastic approximation of a quantile:
   * Robbins, Monro, 1951), taken in proportion, so that no unit needs to be known. 0: nothing known yet.
   */
  get medianMs(): number {
    return this.#medianMs;
  }

  record(durationMs: number): void {
    if (this.#medianMs === 0) {
      this.#meanMs = durationMs;
      this.#medianMs = Math.max(LEAST_MEDIAN_MS, durationMs);
      return;
    }
    this.#meanMs += GAIN * (durationMs - this.#meanMs);
    const isLonger = durationMs > this.#medianMs;
    this.#medianMs = Math.max(LEAST_MEDIAN_MS, isLonger ? this.#medianMs * STEP : this.#medianMs / STEP);
  }
}
