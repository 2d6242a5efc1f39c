// The slots of the node. A handler keeps its slot until it has really ended, because one that ignores its signal uses
// the node whether or not its client still waits; but not for ever, or handlers that never end would eat the node.

import type { Bulkhead } from './bulkhead.ts';
import type { After } from './deadline.ts';
import type { Tenant } from './fair-queue-tenant.ts';
import type { Work } from './layer.ts';

export interface ConcurrencyLimitOptions<T> {
  readonly now: () => number;
  readonly after: After;
  /** Milliseconds for which a handler keeps its slot when its call is settled without it; read at each use. */
  readonly limits: { readonly abandonAfterMs: number };
  /** A slot has come free, because its handler has ended or was given up. */
  readonly onFree: (slot: Slot<T>, nowMs: number) => void;
}

export class ConcurrencyLimit<T> {
  /** Calls that may run at once. */
  limit: number;
  /** Slots that are held. */
  running = 0;
  /** Handlers that were given up and have not ended yet. */
  abandoned = 0;
  /** Handlers that were given up since the start. */
  abandonedInAll = 0;
  readonly #options: ConcurrencyLimitOptions<T>;

  constructor(limit: number, options: ConcurrencyLimitOptions<T>) {
    this.limit = limit;
    this.#options = options;
  }

  get hasRoom(): boolean {
    return this.running < this.limit;
  }

  take(bulkhead: Bulkhead<T>): void {
    this.running++;
    bulkhead.running++;
  }

  free(bulkhead: Bulkhead<T>): void {
    this.running--;
    bulkhead.running--;
  }

  /** Keeps a taken slot until `answer` is settled. */
  hold(call: Work, answer: Promise<unknown>, slot: Slot<T>): void {
    slot.tenant.starts();
    const ended = (): void => this.#end(slot);
    // The caller handles a rejection; here it only means that the handler has ended.
    answer.then(ended, ended);
    call.onSettle(() => this.#settled(slot));
  }

  #end(slot: Slot<T>): void {
    if (slot.isFree) {
      this.abandoned--;
      return;
    }
    slot.cancelTimer?.();
    this.#give(slot);
  }

  #settled(slot: Slot<T>): void {
    if (slot.isFree) return;
    const { after, limits } = this.#options;
    slot.cancelTimer = after(limits.abandonAfterMs, () => {
      this.abandoned++;
      this.abandonedInAll++;
      this.#give(slot);
    });
  }

  #give(slot: Slot<T>): void {
    slot.isFree = true;
    this.free(slot.bulkhead);
    slot.tenant.ends();
    this.#options.onFree(slot, this.#options.now());
  }
}

/** What one running handler holds. */
export class Slot<T> {
  readonly bulkhead: Bulkhead<T>;
  readonly tenant: Tenant;
  readonly startedAtMs: number;
  isFree = false;
  /** Set while the handler of a settled call still runs. */
  cancelTimer: (() => void) | undefined = undefined;

  constructor(bulkhead: Bulkhead<T>, tenant: Tenant, startedAtMs: number) {
    this.bulkhead = bulkhead;
    this.tenant = tenant;
    this.startedAtMs = startedAtMs;
  }
}
