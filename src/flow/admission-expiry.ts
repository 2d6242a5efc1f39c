// Tells in time which of those that wait are too late to start. One timer for all, set for the earliest.

import type { After } from './deadline.ts';
import type { Waiter } from './fair-queue.ts';
import { IndexedHeap } from './fair-queue-heap.ts';

export interface ExpiryOptions<T> {
  readonly now: () => number;
  readonly after: After;
  /** The waiter has been taken out here; it is still in its queue. */
  readonly onExpired: (waiter: Waiter<T>) => void;
}

export class Expiry<T> {
  readonly #options: ExpiryOptions<T>;
  readonly #waiters = new IndexedHeap<Waiter<T>>((a, b) => a.startByMs < b.startByMs);
  #cancelTimer: (() => void) | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;

  constructor(options: ExpiryOptions<T>) {
    this.#options = options;
  }

  add(waiter: Waiter<T>): void {
    if (waiter.startByMs === Number.POSITIVE_INFINITY) return;
    this.#waiters.add(waiter);
    if (waiter.startByMs < this.#timerAtMs) this.#setTimer(waiter.startByMs);
  }

  remove(waiter: Waiter<T>): void {
    this.#waiters.remove(waiter);
    // A timer that turns out to be early costs less than setting it anew at each start.
    if (this.#waiters.size === 0) this.#clearTimer();
  }

  #setTimer(atMs: number): void {
    this.#cancelTimer?.();
    this.#timerAtMs = atMs;
    this.#cancelTimer = this.#options.after(Math.max(0, atMs - this.#options.now()), () => this.#expire());
  }

  #clearTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#timerAtMs = Number.POSITIVE_INFINITY;
  }

  #expire(): void {
    const nowMs = this.#options.now();
    for (let first = this.#waiters.top; first !== undefined; first = this.#waiters.top) {
      if (first.startByMs > nowMs) return this.#setTimer(first.startByMs);
      this.#waiters.remove(first);
      this.#options.onExpired(first);
    }
    this.#clearTimer();
  }
}
