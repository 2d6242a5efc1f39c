// Counts how calls ended over the last stretch of time: a ring of slots whose sums are kept, so that recording and
// reading cost the same whatever the traffic. Ten slots, so the window's length is right to a tenth.

const SLOTS = 10;

export class OutcomeWindow {
  readonly #slotMs: number;
  readonly #calls = new Uint32Array(SLOTS);
  readonly #failures = new Uint32Array(SLOTS);
  readonly #slowCalls = new Uint32Array(SLOTS);
  /** Number of the newest slot, counted from the epoch. */
  #newest = 0;
  calls = 0;
  failures = 0;
  slowCalls = 0;

  constructor(windowMs: number) {
    this.#slotMs = windowMs / SLOTS;
  }

  record(failed: boolean, slow: boolean, nowMs: number): void {
    this.forgetOld(nowMs);
    const slot = this.#newest % SLOTS;
    this.calls++;
    this.#calls[slot] = (this.#calls[slot] ?? 0) + 1;
    if (failed) {
      this.failures++;
      this.#failures[slot] = (this.#failures[slot] ?? 0) + 1;
    }
    if (slow) {
      this.slowCalls++;
      this.#slowCalls[slot] = (this.#slowCalls[slot] ?? 0) + 1;
    }
  }

  /** Brings the counts up to date. A clock that was set back empties the window. */
  forgetOld(nowMs: number): void {
    const newest = Math.floor(nowMs / this.#slotMs);
    const passed = newest - this.#newest;
    if (passed === 0) return;
    if (passed < 0 || passed >= SLOTS) this.clear();
    else for (let number = this.#newest + 1; number <= newest; number++) this.#empty(number % SLOTS);
    this.#newest = newest;
  }

  clear(): void {
    this.#calls.fill(0);
    this.#failures.fill(0);
    this.#slowCalls.fill(0);
    this.calls = 0;
    this.failures = 0;
    this.slowCalls = 0;
  }

  #empty(slot: number): void {
    this.calls -= this.#calls[slot] ?? 0;
    this.failures -= this.#failures[slot] ?? 0;
    this.slowCalls -= this.#slowCalls[slot] ?? 0;
    this.#calls[slot] = 0;
    this.#failures[slot] = 0;
    this.#slowCalls[slot] = 0;
  }
}
