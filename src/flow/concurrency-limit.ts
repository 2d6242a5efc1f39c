// The slots of the node. A handler keeps its slot until it has really ended, because one that ignores its signal uses
// the node whether or not its client still waits; but not for ever, or handlers that never end would eat the node.

import { SlotTimes } from './bulkhead-times.ts';
import type { After } from './deadline.ts';
import type { Tenant } from './fair-queue-tenant.ts';
import type { Holding, Watcher, Work } from './layer.ts';

/** What a slot is taken from besides the node. */
export interface Compartment {
  /** Slots that its calls hold. */
  running: number;
  /** How long they hold them. */
  readonly times: SlotTimes;
}

export interface ConcurrencyLimitOptions {
  readonly now: () => number;
  readonly after: After;
  /** Milliseconds for which a handler keeps its slot when its call is settled without it; read at each use. */
  readonly limits: { readonly abandonAfterMs: number };
  /** A slot has come free after `heldMs`, because its handler has ended or was given up. */
  readonly onFree: (nowMs: number, heldMs: number) => void;
  /** There is room for another call, because one waits for its client. */
  readonly onRoom: () => void;
}

export class ConcurrencyLimit {
  /** Calls that may run at once. */
  limit: number;
  /** Slots that are held. */
  running = 0;
  /** Slots that were given since the start. */
  admitted = 0;
  /** How long slots are held. */
  readonly times = new SlotTimes();
  /** Handlers that were given up and have not ended yet. */
  abandoned = 0;
  /** Handlers that were given up since the start. */
  abandonedInAll = 0;
  readonly #options: ConcurrencyLimitOptions;

  constructor(limit: number, options: ConcurrencyLimitOptions) {
    this.limit = limit;
    this.#options = options;
  }

  get hasRoom(): boolean {
    return this.running < this.limit;
  }

  take(compartment: Compartment): void {
    this.admitted++;
    this.running++;
    compartment.running++;
  }

  free(compartment: Compartment): void {
    this.running--;
    compartment.running--;
  }

  /** Keeps a taken slot until `answer` is settled; while the client is being asked, others have it. */
  hold(call: Work, answer: Promise<unknown>, slot: Slot): void {
    slot.tenant.starts();
    slot.owner = this;
    call.holding = slot;
    if (call.paused) this.release(slot);
    call.watch(answer, slot);
  }

  /** The handler has ended. */
  end(slot: Slot): void {
    if (slot.isAbandoned) {
      this.abandoned--;
    } else if (!slot.isFree) {
      slot.cancelTimer?.();
      this.#give(slot);
    }
    slot.isOver = true;
  }

  /** The call is settled while its handler still runs. */
  endWithout(slot: Slot): void {
    slot.isOver = true;
    if (slot.isFree) return;
    const { after, limits } = this.#options;
    slot.cancelTimer = after(limits.abandonAfterMs, () => {
      slot.isAbandoned = true;
      this.abandoned++;
      this.abandonedInAll++;
      this.#give(slot);
    });
  }

  #give(slot: Slot): void {
    const nowMs = this.#options.now();
    this.#put(slot, nowMs);
    this.times.record(slot.heldMs);
    slot.compartment.times.record(slot.heldMs);
    this.#options.onFree(nowMs, slot.heldMs);
  }

  #put(slot: Slot, nowMs: number): void {
    slot.isFree = true;
    slot.heldMs += Math.max(0, nowMs - slot.takenAtMs);
    this.free(slot.compartment);
    slot.tenant.ends();
  }

  /** Lets others have the slot for a while. */
  release(slot: Slot): void {
    if (slot.isFree) return;
    this.#put(slot, this.#options.now());
    this.#options.onRoom();
  }

  /** Takes the slot even past the limit: to queue again, behind calls that came later, would be no fair deal. */
  reclaim(slot: Slot): void {
    if (!slot.isFree || slot.isOver) return;
    slot.isFree = false;
    slot.takenAtMs = this.#options.now();
    this.running++;
    slot.compartment.running++;
    slot.tenant.starts();
  }
}

/** What one running handler holds. */
export class Slot implements Holding, Watcher {
  next: Watcher | undefined = undefined;
  /** Who counts it, once it is held. */
  owner: ConcurrencyLimit | undefined = undefined;
  readonly compartment: Compartment;
  readonly tenant: Tenant;
  takenAtMs: number;
  /** Milliseconds for which it was held before it was given back for a while. */
  heldMs = 0;
  isFree = false;
  isAbandoned = false;
  /** The call is settled or the handler has ended: it is not taken again. */
  isOver = false;
  /** Set while the handler of a settled call still runs. */
  cancelTimer: (() => void) | undefined = undefined;

  constructor(compartment: Compartment, tenant: Tenant, takenAtMs: number) {
    this.compartment = compartment;
    this.tenant = tenant;
    this.takenAtMs = takenAtMs;
  }

  release(): void {
    this.owner?.release(this);
  }

  reclaim(): void {
    this.owner?.reclaim(this);
  }

  replied(): void {
    this.owner?.end(this);
  }

  failed(): void {
    this.owner?.end(this);
  }

  settled(): void {
    this.owner?.endWithout(this);
  }
}
