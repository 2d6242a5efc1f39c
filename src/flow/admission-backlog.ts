// All calls that wait, in the queues of their bulkheads: which of them goes next, and who has to leave when there is no
// room. It is the tenant with the largest share of the queue, so that a flood displaces only itself (longest queue
// drop: Suter, Lakshman, Stiliadis, Choudhury, IEEE JSAC 17(6), 1999).

import type { Bulkhead } from './bulkhead.ts';
import { type Candidate, comesBefore, type Waiter } from './fair-queue.ts';
import { IndexedHeap } from './fair-queue-heap.ts';
import type { Tenant } from './fair-queue-tenant.ts';

export class Backlog<T> {
  readonly #waiting = new Set<Bulkhead<T>>();
  readonly #tenants = new IndexedHeap<Tenant>(hasLargerShare);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Tenants of whom some call waits. */
  get tenants(): number {
    return this.#tenants.size;
  }

  push(waiter: Waiter<T>, bulkhead: Bulkhead<T>): void {
    bulkhead.queue.push(waiter);
    this.#waiting.add(bulkhead);
    this.#size++;
    const { tenant } = waiter;
    if (tenant.waiting === 1) this.#tenants.add(tenant);
    else this.#tenants.update(tenant);
  }

  /** @param bulkhead the one that the waiter was put in with */
  remove(waiter: Waiter<T>, bulkhead: Bulkhead<T>): void {
    bulkhead.queue.remove(waiter);
    this.#left(waiter.tenant, bulkhead);
  }

  /** Takes out the next one for which there is room. */
  take(nowMs: number): Waiter<T> | undefined {
    let best: Bulkhead<T> | undefined;
    let first: Candidate<T> | undefined;
    for (const bulkhead of this.#waiting) {
      const candidate = bulkhead.hasRoom ? bulkhead.queue.peek(nowMs) : undefined;
      if (candidate === undefined || (first !== undefined && !comesBefore(candidate, first))) continue;
      first = candidate;
      best = bulkhead;
    }
    const next = best?.queue.take(nowMs);
    if (best === undefined || next === undefined) return undefined;
    this.#left(next.tenant, best);
    return next;
  }

  /**
   * Who would have to leave for one more call of `newcomer`; undefined: the newcomer itself.
   * @param order which call of the tenant it is: the one that would be served last, or the oldest
   */
  victim(newcomer: Tenant, order: 'last' | 'oldest'): Waiter<T> | undefined {
    const largest = this.#tenants.top;
    if (largest === undefined) return undefined;
    // In equal shares nobody has too much.
    const isOver = largest.waiting * newcomer.weight > (newcomer.waiting + 1) * largest.weight;
    if (order === 'last') return isOver ? this.#lastOf(largest) : undefined;
    return this.#oldestOf(isOver || newcomer.waiting === 0 ? largest : newcomer);
  }

  #lastOf(tenant: Tenant): Waiter<T> | undefined {
    let longest: Bulkhead<T> | undefined;
    for (const bulkhead of this.#waiting) {
      if (bulkhead.queue.sizeOf(tenant) > (longest?.queue.sizeOf(tenant) ?? 0)) longest = bulkhead;
    }
    return longest?.queue.lastOf(tenant);
  }

  #oldestOf(tenant: Tenant): Waiter<T> | undefined {
    let oldest: Waiter<T> | undefined;
    for (const { queue } of this.#waiting) {
      const candidate = queue.oldestOf(tenant);
      if (candidate !== undefined && !(oldest !== undefined && oldest.queuedAtMs <= candidate.queuedAtMs)) {
        oldest = candidate;
      }
    }
    return oldest;
  }

  #left(tenant: Tenant, bulkhead: Bulkhead<T>): void {
    this.#size--;
    if (bulkhead.queue.size === 0) this.#waiting.delete(bulkhead);
    if (tenant.waiting === 0) this.#tenants.remove(tenant);
    else this.#tenants.update(tenant);
  }
}

function hasLargerShare(a: Tenant, b: Tenant): boolean {
  const difference = a.waiting * b.weight - b.waiting * a.weight;
  return difference === 0 ? a.turn < b.turn : difference > 0;
}
