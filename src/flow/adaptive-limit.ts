// A concurrency limit that follows the latency it causes: when calls take longer than they use to, fewer run at once.
// Source: the Gradient2 algorithm of Netflix concurrency-limits; Netflix Technology Blog, "Performance Under Load",
// 2018. Averages, not minima, are compared, because what tools do is too uneven for a minimum to mean anything.

export interface AdaptiveBounds {
  readonly minConcurrent: number;
  readonly maxConcurrent: number;
}

/** Samples are averaged over this time, and over at least so many of them. */
const WINDOW_MS = 100;
const WINDOW_SAMPLES = 10;
/** Windows over which the long-term average remembers; the first ones are averaged evenly. */
const MEMORY_WINDOWS = 600;
const WARMUP_WINDOWS = 10;
/** Latency may grow by this factor before it is taken for queueing behind the tools. */
const TOLERANCE = 1.5;
/** One window takes away half at most: it may be an outlier. */
const LEAST_GRADIENT = 0.5;
/** Share of the new estimate in the limit. */
const SMOOTHING = 0.2;
/** After an overload the long-term average comes down in steps of this factor, rather than by its slow memory. */
const RECOVERY = 0.95;
const INITIAL_LIMIT = 20;

export class AdaptiveLimit {
  #bounds: AdaptiveBounds;
  #limit: number;
  #longTermMs = 0;
  #windows = 0;
  #windowEndsAtMs = Number.NEGATIVE_INFINITY;
  #sumMs = 0;
  #samples = 0;
  #mostRunning = 0;

  constructor(bounds: AdaptiveBounds) {
    this.#bounds = bounds;
    this.#limit = this.#clamp(INITIAL_LIMIT);
  }

  /** Calls that may run at once. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  set bounds(bounds: AdaptiveBounds) {
    this.#bounds = bounds;
    this.#limit = this.#clamp(this.#limit);
  }

  /** To be told of each call that ended: how long it ran, and how many ran then, itself included. */
  observe(nowMs: number, durationMs: number, running: number): void {
    if (this.#samples === 0) this.#windowEndsAtMs = nowMs + WINDOW_MS;
    this.#sumMs += durationMs;
    this.#samples++;
    this.#mostRunning = Math.max(this.#mostRunning, running);
    if (nowMs < this.#windowEndsAtMs || this.#samples < WINDOW_SAMPLES) return;
    this.#update(this.#sumMs / this.#samples, this.#mostRunning);
    this.#sumMs = 0;
    this.#samples = 0;
    this.#mostRunning = 0;
  }

  #update(shortTermMs: number, mostRunning: number): void {
    this.#remember(shortTermMs);
    // A limit that is not used up says nothing about what a higher or lower one would do.
    if (shortTermMs === 0 || mostRunning < this.#limit / 2) return;
    const ratio = (TOLERANCE * this.#longTermMs) / shortTermMs;
    const gradient = Math.max(LEAST_GRADIENT, Math.min(1, ratio));
    // The root of the limit is what it tries to grow by: bold where it is high, careful where it is low.
    const estimate = this.#limit * gradient + Math.sqrt(this.#limit);
    this.#limit = this.#clamp(this.#limit * (1 - SMOOTHING) + estimate * SMOOTHING);
  }

  #remember(shortTermMs: number): void {
    this.#windows++;
    const gain = this.#windows <= WARMUP_WINDOWS ? 1 / this.#windows : 2 / (MEMORY_WINDOWS + 1);
    this.#longTermMs += gain * (shortTermMs - this.#longTermMs);
    if (this.#longTermMs > 2 * shortTermMs) this.#longTermMs *= RECOVERY;
  }

  #clamp(limit: number): number {
    return Math.max(this.#bounds.minConcurrent, Math.min(this.#bounds.maxConcurrent, limit));
  }
}
