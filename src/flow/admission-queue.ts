// Where calls wait for a slot: who may, for how long, and who is refused instead. Refused is at once whoever cannot be
// answered in time, and under sustained overload whoever newer calls go before anyway.

import { FleetError } from '../protocol/errors.ts';
import { Backlog } from './admission-backlog.ts';
import { Expiry } from './admission-expiry.ts';
import type { FilledAdmissionLimits } from './admission-options.ts';
import { overloaded, type RefusalReason } from './admission-refusal.ts';
import { type Counts, newCounts } from './admission-stats.ts';
import type { Bulkhead } from './bulkhead.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';
import type { After } from './deadline.ts';
import { Waiter } from './fair-queue.ts';
import type { Tenant } from './fair-queue-tenant.ts';
import type { Handler, Work } from './layer.ts';
import type { TurnBudget } from './turn-budget.ts';

/** A call that waits, and how to go on with it. */
export interface Pending<C, R> {
  readonly inner: Handler<C, R>;
  readonly call: C;
  readonly bulkhead: Bulkhead<Pending<C, R>>;
  readonly resolve: (answer: R | Promise<R>) => void;
  readonly reject: (error: unknown) => void;
}

export interface AdmissionQueueOptions {
  readonly now: () => number;
  readonly after: After;
  /** Read at each use, so that they may change. */
  readonly limits: FilledAdmissionLimits;
  readonly slots: ConcurrencyLimit;
  readonly turn: TurnBudget;
}

/**
 * Of the calls that could be served before they are shed, the share that a standing queue takes in: it serves the newest
 * first, so those below would wait in vain, at the cost of those served (docs/adr/0013-overload.md).
 */
const STANDING_SHARE = 0.25;
/** Calls that a standing queue takes in anyway if they could be served: where few slots are, chance would leave them idle. */
const LEAST_STANDING = 16;

export class AdmissionQueue<C extends Work, R> {
  readonly counts: Counts = newCounts();
  readonly #options: AdmissionQueueOptions;
  readonly #backlog = new Backlog<Pending<C, R>>();
  readonly #expiry: Expiry<Pending<C, R>>;

  constructor(options: AdmissionQueueOptions) {
    const { now, after } = options;
    this.#options = options;
    this.#expiry = new Expiry({ now, after, onExpired: (waiter) => this.#refuse(waiter, 'deadline') });
  }

  /** Calls that wait. */
  get size(): number {
    return this.#backlog.size;
  }

  /** Tenants of whom some call waits. */
  get tenants(): number {
    return this.#backlog.tenants;
  }

  /**
   * Puts a call in.
   * @returns what becomes of it; rejected with OVERLOADED when it is refused later
   * @throws FleetError OVERLOADED when it is refused at once
   */
  push(inner: Handler<C, R>, call: C, { bulkhead, tenant }: Place<C, R>): Promise<R> {
    const nowMs = this.#options.now();
    this.#shed(bulkhead, nowMs);
    const deadlineMs = call.timeoutMs === 0 ? Number.POSITIVE_INFINITY : call.startedAtMs + call.timeoutMs;
    const startByMs = deadlineMs - bulkhead.times.medianMs;
    const expectedMs = (bulkhead.queue.ahead(tenant) + 1) * this.#paceMs(bulkhead);
    if (nowMs + expectedMs >= startByMs) throw this.#refusal(bulkhead, 'deadline');
    this.#makeRoom(tenant, bulkhead);
    this.counts.waited++;
    return new Promise((resolve, reject) => {
      const pending: Pending<C, R> = { inner, call, bulkhead, resolve, reject };
      const waiter = new Waiter(pending, tenant, { queuedAtMs: nowMs, startByMs });
      this.#backlog.push(waiter, bulkhead);
      this.#expiry.add(waiter);
      call.onSettle(() => this.#leave(waiter));
    });
  }

  /** Takes out the next call that is still worth a slot and has room in its bulkhead. */
  take(): Pending<C, R> | undefined {
    for (;;) {
      const nowMs = this.#options.now();
      const waiter = this.#backlog.take(nowMs);
      if (waiter === undefined) return undefined;
      this.#expiry.remove(waiter);
      this.#shed(waiter.item.bulkhead, nowMs);
      if (nowMs < waiter.startByMs) return waiter.item;
      this.#reject(waiter, 'deadline');
    }
  }

  /** @throws FleetError OVERLOADED when there is none */
  #makeRoom(tenant: Tenant, bulkhead: Bulkhead<Pending<C, R>>): void {
    const { saturation, maxQueue, maxWaiting } = this.#options.limits;
    let victim: Waiter<Pending<C, R>> | undefined;
    const mostWaiting = saturation === 'wait' ? maxWaiting : maxQueue;
    if (this.size >= mostWaiting + this.#slotsNextTurn(bulkhead)) {
      victim = this.#backlog.victim(tenant, saturation === 'drop-oldest' ? 'oldest' : 'last');
    } else if (this.#hasEnough(tenant, bulkhead)) {
      if (saturation === 'drop-oldest') victim = bulkhead.queue.oldestOf(tenant);
    } else {
      return;
    }
    if (victim === undefined) throw this.#refusal(bulkhead, 'queue-full');
    this.#refuse(victim, 'displaced');
  }

  /** Slots that such a call could have but for the time: those who wait for nothing else are no queue. */
  #slotsNextTurn({ running, limit }: Bulkhead<Pending<C, R>>): number {
    const { slots, turn } = this.#options;
    return turn.isSpent ? Math.max(0, Math.min(slots.limit - slots.running, limit - running)) : 0;
  }

  /** In a standing queue: as many calls of the tenant wait as it takes to keep the slots busy. */
  #hasEnough(tenant: Tenant, bulkhead: Bulkhead<Pending<C, R>>): boolean {
    if (!this.#sheds(bulkhead) || this.#isUnderserved(tenant, bulkhead)) return false;
    const { queue } = bulkhead;
    const servable = this.#shedAfterMs(bulkhead) / this.#paceMs(bulkhead);
    const enough = Math.min(servable, Math.max(LEAST_STANDING, servable * STANDING_SHARE));
    return queue.sizeOf(tenant) >= enough * queue.shareOf(tenant);
  }

  /** Refuses those that have waited for long in a standing queue: their turn would come after the overload. */
  #shed(bulkhead: Bulkhead<Pending<C, R>>, nowMs: number): void {
    while (this.#sheds(bulkhead)) {
      const { oldest } = bulkhead.queue;
      if (oldest === undefined || nowMs - oldest.queuedAtMs <= this.#shedAfterMs(bulkhead)) return;
      if (this.#isUnderserved(oldest.tenant, bulkhead)) return;
      this.#refuse(oldest, 'stale');
    }
  }

  #sheds({ queue }: Bulkhead<Pending<C, R>>): boolean {
    return queue.newestFirst && this.#options.limits.saturation !== 'wait';
  }

  /** To wait about as long as the work itself takes is no shame, so slow tools have longer queues. */
  #shedAfterMs({ times }: Bulkhead<Pending<C, R>>): number {
    return this.#options.limits.targetDelayMs + times.meanMs;
  }

  /** The tenant holds less than its share of the slots: it is not the one that makes the queue stand, and comes next. */
  #isUnderserved(tenant: Tenant, { queue, limit }: Bulkhead<Pending<C, R>>): boolean {
    const share = queue.shareOf(tenant);
    if (share === 1) return false;
    return tenant.running < Math.floor(Math.min(this.#options.slots.limit, limit) * share);
  }

  /** Milliseconds from one start of a waiting call to the next, as far as can be told. */
  #paceMs({ times, limit }: Bulkhead<Pending<C, R>>): number {
    const { slots, turn } = this.#options;
    const ofNode = slots.hasRoom ? 0 : slots.times.meanMs / slots.limit;
    return Math.max(ofNode, times.meanMs / limit, turn.meanMs);
  }

  /** The call was settled without having run. */
  #leave(waiter: Waiter<Pending<C, R>>): void {
    if (waiter.flow === undefined) return;
    const { call, reject } = waiter.item;
    this.#takeOut(waiter);
    this.counts.left++;
    reject(call.abortReason ?? new FleetError('CANCELLED', 'The call ended before it was run.'));
  }

  #refuse(waiter: Waiter<Pending<C, R>>, reason: RefusalReason): void {
    this.#takeOut(waiter);
    this.#reject(waiter, reason);
  }

  #takeOut(waiter: Waiter<Pending<C, R>>): void {
    this.#backlog.remove(waiter, waiter.item.bulkhead);
    this.#expiry.remove(waiter);
  }

  #reject({ item }: Waiter<Pending<C, R>>, reason: RefusalReason): void {
    item.reject(this.#refusal(item.bulkhead, reason));
  }

  #refusal(bulkhead: Bulkhead<Pending<C, R>>, reason: RefusalReason): FleetError {
    this.counts.refused[reason]++;
    bulkhead.queue.noteRefusal(this.#options.now());
    const queueMs = (bulkhead.queue.size + 1) * this.#paceMs(bulkhead);
    return overloaded(reason, { queueMs, target: bulkhead.target });
  }
}

/** Where a call belongs. */
export interface Place<C, R> {
  readonly bulkhead: Bulkhead<Pending<C, R>>;
  readonly tenant: Tenant;
}
