// Bounds how long handlers compute in one turn of the event loop, so that a tool that uses the CPU waits in the queue like
// any other: where it can be refused in time, shared fairly and served newest first, rather than in the sockets, where
// nobody sees it. Between two turns requests are read, timers fire and answers leave.

export interface TurnBudgetOptions {
  /** Runs `callback` in the next turn of the event loop. */
  readonly soon: (callback: () => void) => void;
  /** Milliseconds, 0: any number; read at each use. */
  readonly limits: { readonly maxTurnMs: number };
  /** There is time again. */
  readonly onNextTurn: () => void;
}

/** Less than this is carried over: to be told of the next turn costs something too. */
const CARRIED_MS = 1;
/** Share of a new sample in the mean: about the last forty calls count. */
const GAIN = 0.05;

export class TurnBudget {
  readonly #options: TurnBudgetOptions;
  #spentMs = 0;
  #meanMs = 0;
  #isWaiting = false;

  constructor(options: TurnBudgetOptions) {
    this.#options = options;
  }

  /** No more handlers should be run in this turn. */
  get isSpent(): boolean {
    const { maxTurnMs } = this.#options.limits;
    return maxTurnMs > 0 && this.#spentMs >= maxTurnMs;
  }

  /** How long a handler computes before it first waits: the least time from one start to the next. */
  get meanMs(): number {
    return this.#meanMs;
  }

  /** A handler has computed for so long. */
  spend(ms: number): void {
    this.#spentMs += ms;
    this.#meanMs += GAIN * (ms - this.#meanMs);
    if (this.#isWaiting || this.#spentMs < CARRIED_MS) return;
    this.#isWaiting = true;
    this.#options.soon(() => {
      this.#isWaiting = false;
      this.#spentMs = 0;
      this.#options.onNextTurn();
    });
  }
}
