// Compartments of the node: a target with a limit of its own cannot take more slots than that, and its calls wait in
// a queue of their own, so that one slow tool does not hold up the rest.

import { SlotTimes } from './bulkhead-times.ts';
import type { Compartment } from './concurrency-limit.ts';
import { FairQueue } from './fair-queue.ts';
import type { DelayTarget } from './fair-queue-delay.ts';

export class Bulkhead<T> implements Compartment {
  /** undefined: the one for all targets without a limit. */
  readonly target: string | undefined;
  /** Infinity: none but the node's. */
  limit: number;
  running = 0;
  readonly times = new SlotTimes();
  readonly queue: FairQueue<T>;

  constructor(target: string | undefined, limit: number, delayTarget: DelayTarget) {
    this.target = target;
    this.limit = limit;
    this.queue = new FairQueue(delayTarget);
  }

  get hasRoom(): boolean {
    return this.running < this.limit;
  }
}

/** Most targets have no limit, and those that have are few; names come from clients, though. */
const MAX_BULKHEADS = 1000;

export interface BulkheadsOptions {
  /** Calls that may run at once for a target; undefined: as many as the node allows. Less than 1 counts as 1. */
  readonly limitOf: ((target: string) => number | undefined) | undefined;
  readonly delayTarget: DelayTarget;
}

export class Bulkheads<T> {
  /** For all targets without a limit. */
  readonly common: Bulkhead<T>;
  readonly #byTarget = new Map<string, Bulkhead<T>>();
  readonly #options: BulkheadsOptions;

  constructor(options: BulkheadsOptions) {
    this.#options = options;
    this.common = new Bulkhead(undefined, Number.POSITIVE_INFINITY, options.delayTarget);
  }

  /** The bulkhead of the target, with the limit that holds now. */
  of(target: string | undefined): Bulkhead<T> {
    const { limitOf } = this.#options;
    if (limitOf === undefined || target === undefined) return this.common;
    const limit = limitOf(target);
    if (limit === undefined) return this.common;
    const bulkhead = this.#byTarget.get(target) ?? this.#create(target);
    bulkhead.limit = Math.max(1, limit || 1);
    return bulkhead;
  }

  /** Those of single targets. */
  values(): Iterable<Bulkhead<T>> {
    return this.#byTarget.values();
  }

  #create(target: string): Bulkhead<T> {
    if (this.#byTarget.size >= MAX_BULKHEADS) this.#forgetIdle();
    const bulkhead = new Bulkhead<T>(target, 1, this.#options.delayTarget);
    this.#byTarget.set(target, bulkhead);
    return bulkhead;
  }

  #forgetIdle(): void {
    for (const [target, { running, queue }] of this.#byTarget) {
      if (running === 0 && queue.size === 0) this.#byTarget.delete(target);
    }
  }
}
