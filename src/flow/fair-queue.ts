// A queue that is shared fairly. Each tenant has its own; the next call is taken from the tenant that holds the least
// slots for its weight, and among equals in rounds (deficit round robin: Shreedhar, Varghese, SIGCOMM 1995).
// While the delay stands, each tenant's newest call goes first, because it is the likeliest to be answered in time
// (adaptive LIFO: Maurer, "Fail at Scale", ACM Queue 13(8), 2015).

import { type DelayTarget, StandingDelay } from './fair-queue-delay.ts';
import { type Heaped, IndexedHeap } from './fair-queue-heap.ts';
import { LinkedList, ListNode } from './fair-queue-list.ts';
import type { Placed, Tenant } from './fair-queue-tenant.ts';

/** One that waits. Heaped by the time at which waiting is of no more use. */
export class Waiter<T> implements Heaped {
  readonly item: T;
  readonly tenant: Tenant;
  readonly queuedAtMs: number;
  /** After this a start comes too late; Infinity: never. */
  readonly startByMs: number;
  heapIndex = -1;
  /** Kept by the queue; undefined: does not wait. */
  flow: Flow<T> | undefined = undefined;
  readonly inFlow = new ListNode<Waiter<T>>(this);
  readonly inQueue = new ListNode<Waiter<T>>(this);

  constructor(item: T, tenant: Tenant, { queuedAtMs, startByMs }: { queuedAtMs: number; startByMs: number }) {
    this.item = item;
    this.tenant = tenant;
    this.queuedAtMs = queuedAtMs;
    this.startByMs = startByMs;
  }
}

/** What one tenant has in one queue, oldest first. */
class Flow<T> implements Heaped, Placed {
  readonly tenant: Tenant;
  readonly waiters = new LinkedList<Waiter<T>>();
  heapIndex = -1;
  /** In a standing queue: even its newest call has waited for longer than the target. */
  stale = false;
  readonly #flows: IndexedHeap<Flow<T>>;

  constructor(tenant: Tenant, flows: IndexedHeap<Flow<T>>) {
    this.tenant = tenant;
    this.#flows = flows;
  }

  reorder(): void {
    this.#flows.update(this);
  }
}

/** What the queue would hand out next, to be compared with that of another queue. */
export type Candidate<T> = Pick<Flow<T>, 'tenant' | 'stale' | 'waiters'>;

export class FairQueue<T> {
  readonly #byTenant = new Map<Tenant, Flow<T>>();
  readonly #flows = new IndexedHeap<Flow<T>>(comesBefore);
  readonly #arrivals = new LinkedList<Waiter<T>>();
  readonly #target: DelayTarget;
  readonly #delay: StandingDelay;
  #weight = 0;

  /** @param target read at each use, so that it may change */
  constructor(target: DelayTarget) {
    this.#target = target;
    this.#delay = new StandingDelay(target);
  }

  get size(): number {
    return this.#arrivals.size;
  }

  get newestFirst(): boolean {
    return this.#delay.isStanding;
  }

  /** The one that has waited longest. */
  get oldest(): Waiter<T> | undefined {
    return this.#arrivals.first;
  }

  /** About how many would go before one that the tenant put in now. */
  ahead(tenant: Tenant): number {
    const inFlow = this.newestFirst ? 0 : this.sizeOf(tenant);
    return Math.min(this.size, (inFlow + 1) / this.shareOf(tenant) - 1);
  }

  /** What part of the queue is the tenant's, or would be if it put one in. */
  shareOf(tenant: Tenant): number {
    return tenant.weight / (this.#byTenant.has(tenant) ? this.#weight : this.#weight + tenant.weight);
  }

  /** To be told when a call is refused that was here or would have been put in. */
  noteRefusal(nowMs: number): void {
    this.#delay.refused(nowMs);
  }

  push(waiter: Waiter<T>): void {
    const { tenant } = waiter;
    if (this.size === 0) this.#delay.observe(waiter.queuedAtMs, 0);
    tenant.joins();
    const flow = this.#byTenant.get(tenant) ?? this.#open(tenant);
    waiter.flow = flow;
    flow.waiters.append(waiter.inFlow);
    this.#arrivals.append(waiter.inQueue);
    if (!flow.stale) return;
    flow.stale = false;
    this.#flows.update(flow);
  }

  /** @param waiter one that waits in this queue */
  remove(waiter: Waiter<T>): void {
    const { flow, tenant } = waiter;
    if (flow === undefined) return;
    waiter.flow = undefined;
    flow.waiters.remove(waiter.inFlow);
    this.#arrivals.remove(waiter.inQueue);
    tenant.leaves();
    if (flow.waiters.size === 0) this.#close(flow);
  }

  /** Whose turn it is. */
  peek(nowMs: number): Candidate<T> | undefined {
    let top = this.#flows.top;
    while (top !== undefined && this.newestFirst && !top.stale && this.#isStale(top, nowMs)) {
      top.stale = true;
      this.#flows.update(top);
      top = this.#flows.top;
    }
    return top;
  }

  /** Takes out the next one. */
  take(nowMs: number): Waiter<T> | undefined {
    const { oldest } = this;
    if (oldest === undefined) return undefined;
    this.#delay.observe(nowMs, nowMs - oldest.queuedAtMs);
    const flow = this.peek(nowMs);
    const next = this.newestFirst ? flow?.waiters.last : flow?.waiters.first;
    if (next === undefined) return undefined;
    next.tenant.pays();
    this.remove(next);
    return next;
  }

  /** Of the tenant's calls here, the one that would be the last to go. */
  lastOf(tenant: Tenant): Waiter<T> | undefined {
    const waiters = this.#byTenant.get(tenant)?.waiters;
    return this.newestFirst ? waiters?.first : waiters?.last;
  }

  oldestOf(tenant: Tenant): Waiter<T> | undefined {
    return this.#byTenant.get(tenant)?.waiters.first;
  }

  sizeOf(tenant: Tenant): number {
    return this.#byTenant.get(tenant)?.waiters.size ?? 0;
  }

  #isStale(flow: Flow<T>, nowMs: number): boolean {
    return nowMs - (flow.waiters.last?.queuedAtMs ?? nowMs) > this.#target.targetDelayMs;
  }

  #open(tenant: Tenant): Flow<T> {
    const flow = new Flow(tenant, this.#flows);
    this.#byTenant.set(tenant, flow);
    tenant.places.add(flow);
    this.#flows.add(flow);
    this.#weight += tenant.weight;
    return flow;
  }

  #close(flow: Flow<T>): void {
    this.#flows.remove(flow);
    flow.tenant.places.delete(flow);
    this.#byTenant.delete(flow.tenant);
    this.#weight = this.#byTenant.size === 0 ? 0 : this.#weight - flow.tenant.weight;
  }
}

/** Whether `a` is to go before `b`, be they of one queue or of two. */
export function comesBefore<T>(a: Candidate<T>, b: Candidate<T>): boolean {
  if (a.tenant.level !== b.tenant.level) return a.tenant.level < b.tenant.level;
  if (a.stale !== b.stale) return b.stale;
  if (a.tenant !== b.tenant) return a.tenant.turn < b.tenant.turn;
  return (a.waiters.first?.queuedAtMs ?? 0) < (b.waiters.first?.queuedAtMs ?? 0);
}
