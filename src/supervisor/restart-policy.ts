// When a process that has ended is started again: at once if it had served for a while, later and later if it keeps ending.

export interface RestartPolicyOptions {
  /** Milliseconds of the first delay; each further one is twice as long. @defaultValue 100 */
  readonly firstDelayMs?: number;
  /** Milliseconds of the longest delay. @defaultValue 10000 */
  readonly longestDelayMs?: number;
  /** Milliseconds of service after which an earlier end is forgotten. @defaultValue 10000 */
  readonly goodServiceMs?: number;
}

export class RestartPolicy {
  readonly #firstDelayMs: number;
  readonly #longestDelayMs: number;
  readonly #goodServiceMs: number;
  #delayMs: number;

  constructor({
    firstDelayMs = 100,
    longestDelayMs = 10_000,
    goodServiceMs = 10_000,
  }: RestartPolicyOptions = {}) {
    this.#firstDelayMs = firstDelayMs;
    this.#longestDelayMs = longestDelayMs;
    this.#goodServiceMs = goodServiceMs;
    this.#delayMs = 0;
  }

  /** Milliseconds to wait before a process that has served for `servedMs` is started again. */
  delayAfter(servedMs: number): number {
    if (servedMs >= this.#goodServiceMs) this.#delayMs = 0;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(this.#longestDelayMs, delayMs === 0 ? this.#firstDelayMs : delayMs * 2);
    return delayMs;
  }
}
