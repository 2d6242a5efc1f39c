// Lets calls in: so many at once, so many waiting, and refuses the rest at once, so that what is let in is answered in
// time. A call that finds a slot free goes straight through; everything else here is about those that do not.

import { FleetError } from '../protocol/errors.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';
import { Backlog } from './admission-backlog.ts';
import { Expiry } from './admission-expiry.ts';
import {
  type AdmissionLimits,
  type AdmissionOptions,
  type FilledAdmissionLimits,
  fillAdmissionLimits,
  fillMinConcurrent,
} from './admission-options.ts';
import { overloaded, type RefusalReason } from './admission-refusal.ts';
import { type AdmissionStats, type Counts, newCounts } from './admission-stats.ts';
import { type Bulkhead, Bulkheads } from './bulkhead.ts';
import { SlotTimes } from './bulkhead-times.ts';
import { ConcurrencyLimit, Slot } from './concurrency-limit.ts';
import type { After } from './deadline.ts';
import { Waiter } from './fair-queue.ts';
import { type Tenant, Tenants } from './fair-queue-tenant.ts';
import type { Handler, Layer, Work } from './layer.ts';

export interface AdmissionInit<C extends Work> extends AdmissionOptions<C> {
  /** Milliseconds, by the clock of `Work.startedAtMs`. Best one that never goes back. */
  readonly now: () => number;
  readonly after: After;
}

/** A call that waits, and how to go on with it. */
interface Pending<C, R> {
  readonly inner: Handler<C, R>;
  readonly call: C;
  readonly bulkhead: Bulkhead<Pending<C, R>>;
  readonly resolve: (answer: R | Promise<R>) => void;
  readonly reject: (error: unknown) => void;
}

export class Admission<C extends Work, R> {
  readonly #now: () => number;
  /** Read at each use by those who got it, so that `reconfigure` reaches them. */
  readonly #limits: { -readonly [K in keyof FilledAdmissionLimits]: FilledAdmissionLimits[K] };
  readonly #minConcurrent: number | undefined;
  readonly #adaptive: AdaptiveLimit | undefined;
  readonly #slots: ConcurrencyLimit<Pending<C, R>>;
  readonly #bulkheads: Bulkheads<Pending<C, R>>;
  readonly #tenants: Tenants<C>;
  readonly #backlog = new Backlog<Pending<C, R>>();
  readonly #expiry: Expiry<Pending<C, R>>;
  readonly #times = new SlotTimes();
  readonly #counts: Counts = newCounts();
  #isDraining = false;

  /** @throws RangeError naming the option, its value and what is allowed */
  constructor({ now, after, limitOf, weightOf = () => 1, adaptive, ...limits }: AdmissionInit<C>) {
    this.#now = now;
    this.#limits = fillAdmissionLimits(limits);
    if (adaptive !== undefined) {
      this.#minConcurrent = fillMinConcurrent(adaptive, this.#limits);
      this.#adaptive = new AdaptiveLimit({ ...this.#limits, minConcurrent: this.#minConcurrent });
    }
    this.#slots = new ConcurrencyLimit(this.#adaptive?.limit ?? this.#limits.maxConcurrent, {
      now,
      after,
      limits: this.#limits,
      onFree: (slot, nowMs) => this.#freed(slot, nowMs),
    });
    this.#bulkheads = new Bulkheads({ limitOf, delayTarget: this.#limits });
    this.#tenants = new Tenants(weightOf);
    this.#expiry = new Expiry({ now, after, onExpired: (waiter) => this.#refuse(waiter, 'deadline') });
  }

  readonly layer: Layer<C, R> = (inner) => (call) => {
    const bulkhead = this.#bulkheads.of(call.target);
    return this.#slots.hasRoom && bulkhead.hasRoom
      ? this.#run(inner, call, bulkhead)
      : this.#wait(inner, call, bulkhead);
  };

  stats(): AdmissionStats {
    const { common } = this.#bulkheads;
    const targets = [...this.#bulkheads.values()];
    return {
      ...this.#counts,
      refused: { ...this.#counts.refused },
      limit: this.#slots.limit,
      running: this.#slots.running,
      queued: this.#backlog.size,
      waitingTenants: this.#backlog.tenants,
      tenants: this.#tenants.size,
      newestFirst: [common, ...targets].some(({ queue }) => queue.newestFirst),
      meanSlotMs: this.#times.meanMs,
      abandoned: this.#slots.abandoned,
      abandonedInAll: this.#slots.abandonedInAll,
      targets: targets.map(({ target = '', limit, running, queue }) => ({
        target,
        limit,
        running,
        queued: queue.size,
        newestFirst: queue.newestFirst,
      })),
    };
  }

  /**
   * Changes limits while calls run. What runs or waits past a lower limit stays.
   * @throws RangeError naming the option, its value and what is allowed; then nothing is changed
   */
  reconfigure(changes: AdmissionLimits): void {
    const limits = fillAdmissionLimits({ ...this.#limits, ...changes });
    if (this.#adaptive !== undefined && this.#minConcurrent !== undefined) {
      const minConcurrent = fillMinConcurrent({ minConcurrent: this.#minConcurrent }, limits);
      this.#adaptive.bounds = { ...limits, minConcurrent };
    }
    Object.assign(this.#limits, limits);
    this.#slots.limit = this.#adaptive?.limit ?? limits.maxConcurrent;
    this.#drain();
  }

  /** @param waiter what the call was until now; undefined: it did not wait */
  #run(
    inner: Handler<C, R>,
    call: C,
    bulkhead: Bulkhead<Pending<C, R>>,
    waiter?: Waiter<Pending<C, R>>,
  ): R | Promise<R> {
    const startedAtMs = this.#now();
    this.#counts.admitted++;
    this.#slots.take(bulkhead);
    let answer: R | Promise<R>;
    try {
      answer = inner(call);
    } catch (error) {
      this.#freeAtOnce(bulkhead);
      throw error;
    }
    if (answer instanceof Promise) {
      const slot = new Slot(bulkhead, waiter?.tenant ?? this.#tenants.of(call), startedAtMs);
      this.#slots.hold(call, answer, slot);
      return answer;
    }
    // At an answer without a promise nobody can have waited for the slot; it says nothing, unless it was in a queue.
    if (waiter !== undefined) this.#learn(bulkhead, Math.max(0, this.#now() - startedAtMs));
    this.#freeAtOnce(bulkhead);
    return answer;
  }

  #freeAtOnce(bulkhead: Bulkhead<Pending<C, R>>): void {
    this.#slots.free(bulkhead);
    if (this.#backlog.size > 0) this.#drain();
  }

  #freed({ bulkhead, tenant, startedAtMs }: Slot<Pending<C, R>>, nowMs: number): void {
    const heldMs = Math.max(0, nowMs - startedAtMs);
    this.#learn(bulkhead, heldMs);
    if (this.#adaptive !== undefined) {
      this.#adaptive.observe(nowMs, heldMs, this.#slots.running + 1);
      this.#slots.limit = this.#adaptive.limit;
    }
    this.#tenants.release(tenant);
    if (this.#backlog.size > 0) this.#drain();
  }

  #learn(bulkhead: Bulkhead<Pending<C, R>>, heldMs: number): void {
    this.#times.record(heldMs);
    bulkhead.times.record(heldMs);
  }

  #wait(inner: Handler<C, R>, call: C, bulkhead: Bulkhead<Pending<C, R>>): Promise<R> {
    const nowMs = this.#now();
    this.#shed(bulkhead, nowMs);
    const tenant = this.#tenants.of(call);
    const deadlineMs = call.timeoutMs === 0 ? Number.POSITIVE_INFINITY : call.startedAtMs + call.timeoutMs;
    const startByMs = deadlineMs - bulkhead.times.medianMs;
    const expectedMs = (bulkhead.queue.ahead(tenant) + 1) * this.#paceMs(bulkhead);
    if (nowMs + expectedMs >= startByMs) throw this.#refusal(tenant, bulkhead, 'deadline');
    this.#makeRoom(tenant, bulkhead);
    this.#counts.waited++;
    return new Promise((resolve, reject) => {
      const pending: Pending<C, R> = { inner, call, bulkhead, resolve, reject };
      const waiter = new Waiter(pending, tenant, { queuedAtMs: nowMs, startByMs });
      this.#backlog.push(waiter, bulkhead);
      this.#expiry.add(waiter);
      call.onSettle(() => this.#leave(waiter));
    });
  }

  /** @throws FleetError OVERLOADED when there is none */
  #makeRoom(tenant: Tenant, bulkhead: Bulkhead<Pending<C, R>>): void {
    const { saturation, maxQueue, maxWaiting } = this.#limits;
    let victim: Waiter<Pending<C, R>> | undefined;
    if (this.#backlog.size >= (saturation === 'wait' ? maxWaiting : maxQueue)) {
      victim = this.#backlog.victim(tenant, saturation === 'drop-oldest' ? 'oldest' : 'last');
    } else if (this.#isUseless(tenant, bulkhead)) {
      if (saturation === 'drop-oldest') victim = bulkhead.queue.oldestOf(tenant);
    } else {
      return;
    }
    if (victim === undefined) throw this.#refusal(tenant, bulkhead, 'queue-full');
    this.#refuse(victim, 'displaced');
  }

  /** In a standing queue: the tenant has as many there as can be served before they are shed. */
  #isUseless(tenant: Tenant, bulkhead: Bulkhead<Pending<C, R>>): boolean {
    const { queue } = bulkhead;
    if (!queue.newestFirst || this.#limits.saturation === 'wait') return false;
    return queue.sizeOf(tenant) * this.#paceMs(bulkhead) >= this.#shedAfterMs(bulkhead) * queue.shareOf(tenant);
  }

  /** Refuses those that have waited for long in a standing queue: their turn would come after the overload. */
  #shed(bulkhead: Bulkhead<Pending<C, R>>, nowMs: number): void {
    const { queue } = bulkhead;
    while (this.#limits.saturation !== 'wait' && queue.newestFirst) {
      const { oldest } = queue;
      if (oldest === undefined || nowMs - oldest.queuedAtMs <= this.#shedAfterMs(bulkhead)) return;
      this.#refuse(oldest, 'stale');
    }
  }

  #shedAfterMs(bulkhead: Bulkhead<Pending<C, R>>): number {
    const [a, b, c] = (process.env['K'] ?? '0,1,0').split(',').map(Number) as [number, number, number];
    return this.#limits.targetDelayMs + a * this.#limits.intervalMs + b * bulkhead.times.meanMs + 0*c;
  }

  /** Milliseconds from one start of a waiting call to the next, as far as can be told. */
  #paceMs(bulkhead: Bulkhead<Pending<C, R>>): number {
    const ofNode = this.#slots.hasRoom ? 0 : this.#times.meanMs / this.#slots.limit;
    return Math.max(ofNode, bulkhead.times.meanMs / bulkhead.limit);
  }

  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      while (this.#slots.hasRoom) {
        const nowMs = this.#now();
        const waiter = this.#backlog.take(nowMs);
        if (waiter === undefined) break;
        this.#expiry.remove(waiter);
        if (waiter.startByMs <= nowMs) this.#reject(waiter, 'deadline');
        else this.#start(waiter);
        this.#shed(waiter.item.bulkhead, nowMs);
      }
    } finally {
      this.#isDraining = false;
    }
  }

  #start(waiter: Waiter<Pending<C, R>>): void {
    const { inner, call, bulkhead, resolve, reject } = waiter.item;
    try {
      resolve(this.#run(inner, call, bulkhead, waiter));
    } catch (error) {
      reject(error);
    }
    this.#tenants.release(waiter.tenant);
  }

  /** The call was settled without having run. */
  #leave(waiter: Waiter<Pending<C, R>>): void {
    if (waiter.flow === undefined) return;
    const { call, reject } = waiter.item;
    this.#takeOut(waiter);
    this.#counts.left++;
    reject(call.abortReason ?? new FleetError('CANCELLED', 'The call ended before it was run.'));
  }

  #refuse(waiter: Waiter<Pending<C, R>>, reason: RefusalReason): void {
    this.#takeOut(waiter);
    this.#reject(waiter, reason);
  }

  #takeOut(waiter: Waiter<Pending<C, R>>): void {
    this.#backlog.remove(waiter, waiter.item.bulkhead);
    this.#expiry.remove(waiter);
    this.#tenants.release(waiter.tenant);
  }

  #reject({ item, tenant }: Waiter<Pending<C, R>>, reason: RefusalReason): void {
    item.reject(this.#refusal(tenant, item.bulkhead, reason));
  }

  #refusal(tenant: Tenant, bulkhead: Bulkhead<Pending<C, R>>, reason: RefusalReason): FleetError {
    this.#counts.refused[reason]++;
    bulkhead.queue.noteRefusal(this.#now());
    this.#tenants.release(tenant);
    const queueMs = (bulkhead.queue.size + 1) * this.#paceMs(bulkhead);
    return overloaded(reason, { queueMs, target: bulkhead.target });
  }
}
