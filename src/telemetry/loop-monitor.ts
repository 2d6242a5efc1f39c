// Watches how late and how busy the event loop is, one window after another. What measures is passed in; the monitor
// adds how late its own timer was, because a stall that ends with that timer is in no histogram yet.

/** How the event loop did over one window. */
export interface LoopReading {
  /** Milliseconds by which timers were late: half of them by less, 99 in 100 by less, the worst. */
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
  /** Share of the window in which the loop was not waiting for events, from 0 to 1. */
  readonly utilization: number;
}

/** Measures the loop all the time; `loop-monitor-source.ts` is the real one. */
export interface LoopSource {
  start(): void;
  /** What was measured since the last reading, or since the start. */
  read(): LoopReading;
  stop(): void;
}

export interface LoopMonitorInit {
  readonly source: LoopSource;
  /** Milliseconds. */
  readonly now: () => number;
  /** Runs `callback` after `delayMs` unless the returned function is called; must not keep the process alive. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Is told each window's reading when it ends. */
  readonly onReading?: (reading: LoopReading) => void;
  /** Milliseconds of a window: what follows the readings reacts no sooner. @defaultValue 1000 */
  readonly windowMs?: number;
}

const NOTHING_YET: LoopReading = { delayP50Ms: 0, delayP99Ms: 0, delayMaxMs: 0, utilization: 0 };

export class LoopMonitor {
  readonly #init: LoopMonitorInit;
  readonly #windowMs: number;
  #last = NOTHING_YET;
  #dueAtMs = 0;
  #cancel: (() => void) | undefined;

  constructor(init: LoopMonitorInit) {
    this.#init = init;
    this.#windowMs = init.windowMs ?? 1000;
  }

  /** The last whole window. */
  get last(): LoopReading {
    return this.#last;
  }

  start(): void {
    if (this.#cancel !== undefined) return;
    this.#init.source.start();
    this.#schedule();
  }

  stop(): void {
    if (this.#cancel === undefined) return;
    this.#cancel();
    this.#cancel = undefined;
    this.#init.source.stop();
  }

  #schedule(): void {
    const { now, after } = this.#init;
    this.#dueAtMs = now() + this.#windowMs;
    this.#cancel = after(this.#windowMs, () => this.#endWindow());
  }

  #endWindow(): void {
    const { source, now, onReading } = this.#init;
    const lateMs = now() - this.#dueAtMs;
    const { delayP50Ms, delayP99Ms, delayMaxMs, utilization } = source.read();
    this.#last = {
      delayP50Ms,
      delayP99Ms: Math.max(delayP99Ms, lateMs),
      delayMaxMs: Math.max(delayMaxMs, lateMs),
      utilization,
    };
    this.#schedule();
    onReading?.(this.#last);
  }
}
