// Time that moves only when a test says so: a clock, the timers that go by it, and turns of the event loop.

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

export class ManualClock {
  #nowMs: number;
  readonly #timers = new Set<Timer>();
  #turns: (() => void)[] = [];

  /** @param startMs milliseconds since the epoch at which the clock stands */
  constructor(startMs = 1_800_000_000_000) {
    this.#nowMs = startMs;
  }

  readonly now = (): number => this.#nowMs;

  readonly after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  readonly soon = (callback: () => void): void => void this.#turns.push(callback);

  /** Timers that have neither run nor been cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves the clock and runs the timers that fall due, in their order, each at its own time. */
  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const due = [...this.#timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.callback();
    }
    this.#nowMs = untilMs;
  }

  /** Lets the event loop turn once, as far as `soon` is concerned. */
  turn(): void {
    const callbacks = this.#turns;
    this.#turns = [];
    for (const callback of callbacks) callback();
  }
}
