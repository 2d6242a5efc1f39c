// Lets calls in: so many at once on the node and for a target, so many waiting, and no more. A call that finds a slot
// free, and time in this turn of the event loop, goes straight through; the queue is for those that do not.

import { AdaptiveLimit } from './adaptive-limit.ts';
import {
  type AdaptiveLimitOptions,
  type AdmissionLimits,
  type AdmissionOptions,
  type FilledAdmissionLimits,
  fillAdmissionLimits,
  fillMinConcurrent,
} from './admission-options.ts';
import { AdmissionQueue, type Pending } from './admission-queue.ts';
import type { AdmissionStats } from './admission-stats.ts';
import { type Bulkhead, Bulkheads } from './bulkhead.ts';
import { ConcurrencyLimit, Slot } from './concurrency-limit.ts';
import type { After } from './deadline.ts';
import type { FairQueue } from './fair-queue.ts';
import { Tenants } from './fair-queue-tenant.ts';
import { type Handler, type Layer, WORK_METHODS, type Work } from './layer.ts';
import { TurnBudget } from './turn-budget.ts';

export interface AdmissionInit<C extends Work> extends AdmissionOptions<C> {
  /** Milliseconds, by the clock of `Work.startedAtMs`. Best one that never goes back. */
  readonly now: () => number;
  readonly after: After;
  /** Runs `callback` in the next turn of the event loop. */
  readonly soon: (callback: () => void) => void;
}

export class Admission<C extends Work, R> {
  readonly #now: () => number;
  /** Shared with those who read it at each use, so that `reconfigure` reaches them. */
  readonly #limits: { -readonly [K in keyof FilledAdmissionLimits]: FilledAdmissionLimits[K] };
  readonly #adaptive: AdaptiveLimit | undefined;
  readonly #adaptiveOptions: AdaptiveLimitOptions;
  readonly #slots: ConcurrencyLimit;
  readonly #bulkheads: Bulkheads<Pending<C, R>>;
  readonly #tenants: Tenants<C>;
  readonly #turn: TurnBudget;
  readonly #queue: AdmissionQueue<C, R>;
  #isDraining = false;

  /** @throws RangeError naming the option, its value and what is allowed */
  constructor({ now, after, soon, limitOf, weightOf = () => 1, adaptive, ...changes }: AdmissionInit<C>) {
    const limits = fillAdmissionLimits(changes);
    this.#adaptiveOptions = adaptive ?? {};
    if (adaptive !== undefined) {
      this.#adaptive = new AdaptiveLimit({ ...limits, minConcurrent: fillMinConcurrent(adaptive, limits) });
    }
    this.#now = now;
    this.#limits = limits;
    this.#slots = new ConcurrencyLimit(this.#adaptive?.limit ?? limits.maxConcurrent, {
      now,
      after,
      limits,
      onFree: (nowMs, heldMs) => this.#freed(nowMs, heldMs),
      onRoom: () => this.#drain(),
    });
    this.#bulkheads = new Bulkheads({ limitOf, delayTarget: limits });
    this.#tenants = new Tenants(weightOf);
    this.#turn = new TurnBudget({ soon, limits, onNextTurn: () => this.#drain() });
    this.#queue = new AdmissionQueue({ now, after, limits, slots: this.#slots, turn: this.#turn });
  }

  readonly layer: Layer<C, R> = (inner) => (call) => {
    if (!WORK_METHODS.has(call.method)) return inner(call);
    const bulkhead = this.#bulkheads.of(call.target);
    if (this.#slots.hasRoom && bulkhead.hasRoom && !this.#turn.isSpent)
      return this.#run(inner, call, bulkhead);
    return this.#queue.push(inner, call, { bulkhead, tenant: this.#tenants.of(call) });
  };

  stats(): AdmissionStats {
    const targets = [...this.#bulkheads.values()];
    const { limit, running, admitted, abandoned, abandonedInAll, times } = this.#slots;
    const { waited, left, refused } = this.#queue.counts;
    return {
      limit,
      running,
      queued: this.#queue.size,
      waitingTenants: this.#queue.tenants,
      newestFirst: [this.#bulkheads.common, ...targets].some(isNewestFirst),
      meanSlotMs: times.meanMs,
      admitted,
      waited,
      left,
      refused: { ...refused },
      abandoned,
      abandonedInAll,
      targets: targets.map((bulkhead) => ({
        target: bulkhead.target ?? '',
        limit: bulkhead.limit,
        running: bulkhead.running,
        queued: bulkhead.queue.size,
        newestFirst: isNewestFirst(bulkhead),
      })),
    };
  }

  /**
   * Changes limits while calls run. What runs or waits past a lower limit stays.
   * @throws RangeError naming the option, its value and what is allowed; then nothing is changed
   */
  reconfigure(changes: AdmissionLimits): void {
    const limits = fillAdmissionLimits({ ...this.#limits, ...changes });
    if (this.#adaptive !== undefined) {
      this.#adaptive.bounds = { ...limits, minConcurrent: fillMinConcurrent(this.#adaptiveOptions, limits) };
    }
    Object.assign(this.#limits, limits);
    this.#slots.limit = this.#adaptive?.limit ?? limits.maxConcurrent;
    this.#drain();
  }

  #run(inner: Handler<C, R>, call: C, bulkhead: Bulkhead<Pending<C, R>>): R | Promise<R> {
    const { enteredAtMs } = call;
    this.#slots.take(bulkhead);
    let answer: R | Promise<R>;
    try {
      answer = inner(call);
    } catch (error) {
      this.#turn.spend(this.#now() - enteredAtMs);
      this.#free(bulkhead);
      throw error;
    }
    this.#turn.spend(this.#now() - enteredAtMs);
    if (answer instanceof Promise) {
      this.#slots.hold(call, answer, new Slot(bulkhead, this.#tenants.of(call), enteredAtMs));
    } else {
      this.#free(bulkhead);
    }
    return answer;
  }

  /** After an answer without a promise; nobody can have waited for the slot meanwhile, so its time says nothing. */
  #free(bulkhead: Bulkhead<Pending<C, R>>): void {
    this.#slots.free(bulkhead);
    if (this.#queue.size > 0) this.#drain();
  }

  #freed(nowMs: number, heldMs: number): void {
    if (this.#adaptive !== undefined) {
      this.#adaptive.observe(nowMs, heldMs, this.#slots.running + 1);
      this.#slots.limit = this.#adaptive.limit;
    }
    if (this.#queue.size > 0) this.#drain();
  }

  /** Runs what waits as far as there is room. Slots that come free meanwhile are found by the same loop. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      while (this.#slots.hasRoom && !this.#turn.isSpent) {
        const pending = this.#queue.take();
        if (pending === undefined) break;
        this.#start(pending);
      }
    } finally {
      this.#isDraining = false;
    }
  }

  #start({ inner, call, bulkhead, resolve, reject }: Pending<C, R>): void {
    call.enteredAtMs = this.#now();
    try {
      resolve(this.#run(inner, call, bulkhead));
    } catch (error) {
      reject(error);
    }
  }
}

function isNewestFirst({
  queue,
}: {
  readonly queue: Pick<FairQueue<unknown>, 'size' | 'newestFirst'>;
}): boolean {
  return queue.size > 0 && queue.newestFirst;
}
