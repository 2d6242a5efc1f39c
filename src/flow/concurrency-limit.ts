// The slots of the node. A handler keeps its slot until it has really ended, because one that ignores its signal uses
// the node whether or not its client still waits; but not for ever, or handlers that never end would eat the node.

import { SlotTimes } from './bulkhead-times.ts';
import type { After } from './deadline.ts';
import type { Tenant } from './fair-queue-tenant.ts';
import type { Work } from './layer.ts';

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

  /** Keeps a taken slot until `answer` is settled. */
  hold(call: Work, answer: Promise<unknown>, slot: Slot): void {
    slot.tenant.starts();
    const ended = (): void => this.#end(slot);
    // The caller handles a rejection; here it only means that the handler has ended.
    answer.then(ended, ended);
    call.onSettle(() => this.#settled(slot));
  }

  #end(slot: Slot): void {
    if (slot.isFree) {
      this.abandoned--;
      return;
    }
    slot.cancelTimer?.();
    this.#give(slot);
  }

  #settled(slot: Slot): void {
    if (slot.isFree) return;
    const { after, limits } = this.#options;
    slot.cancelTimer = after(limits.abandonAfterMs, () => {
      this.abandoned++;
      this.abandonedInAll++;
      this.#give(slot);
    });
  }

  #give(slot: Slot): void {
    const { compartment, tenant, startedAtMs } = slot;
    const nowMs = this.#options.now();
    const heldMs = Math.max(0, nowMs - startedAtMs);
    slot.isFree = true;
    this.free(compartment);
    tenant.ends();
    this.times.record(heldMs);
    compartment.times.record(heldMs);
    this.#options.onFree(nowMs, heldMs);
  }
}

/** What one running handler holds. */
export class Slot {
  readonly compartment: Compartment;
  readonly tenant: Tenant;
  readonly startedAtMs: number;
  isFree = false;
  /** Set while the handler of a settled call still runs. */
  cancelTimer: (() => void) | undefined = undefined;

  constructor(compartment: Compartment, tenant: Tenant, startedAtMs: number) {
    this.compartment = compartment;
    this.tenant = tenant;
    this.startedAtMs = startedAtMs;
  }
}
