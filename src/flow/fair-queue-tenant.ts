// Those between whom the node is shared: principals, and networks of calls without one.

import type { Heaped } from './fair-queue-heap.ts';
import type { Work } from './layer.ts';
import { clientNetwork } from './rate-limit-address.ts';

/** Something whose place depends on its tenant. */
export interface Placed {
  /** To be called when `level` or `turn` of the tenant has changed. */
  reorder(): void;
}

/** Hands out places at the end of the round. */
export interface Round {
  next(): number;
}

/** Heaped by its share of the queue. */
export class Tenant implements Heaped {
  /** Fixed while something of the tenant runs or waits. */
  weight: number;
  /** The tenant's calls, one entry for each queue in which some wait. */
  readonly places = new Set<Placed>();
  heapIndex = -1;
  #running = 0;
  #waiting = 0;
  #level = 0;
  #turn = 0;
  #credit = 0;
  readonly #round: Round;

  constructor(weight: number, round: Round) {
    this.weight = weight;
    this.#round = round;
  }

  /** Slots that the tenant holds. */
  get running(): number {
    return this.#running;
  }

  /** Its calls that wait, in all queues. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Full weights of slots that the tenant holds. Rounded down, because otherwise, with more tenants than slots, whoever
   * holds none would come before a heavier one that holds one, and weights would be worth nothing.
   */
  get level(): number {
    return this.#level;
  }

  /** Place in the round; lower comes first. */
  get turn(): number {
    return this.#turn;
  }

  get idle(): boolean {
    return this.#running === 0 && this.#waiting === 0;
  }

  /** One more call waits. */
  joins(): void {
    if (this.#waiting++ > 0) return;
    this.#turn = this.#round.next();
    this.#credit = this.weight;
  }

  /** One call less waits. */
  leaves(): void {
    this.#waiting--;
  }

  /** Pays for a call that is taken from the queue; without credit for another one, the turn goes to the others. */
  pays(): void {
    this.#credit--;
    if (this.#credit >= 1) return;
    this.#credit += this.weight;
    this.#turn = this.#round.next();
    this.#reorder();
  }

  /** One more of its calls holds a slot. */
  starts(): void {
    this.#running++;
    this.#updateLevel();
  }

  /** One of its calls gave its slot back. */
  ends(): void {
    this.#running--;
    this.#updateLevel();
  }

  #updateLevel(): void {
    const level = Math.floor(this.#running / this.weight);
    if (level === this.#level) return;
    this.#level = level;
    this.#reorder();
  }

  #reorder(): void {
    for (const place of this.places) place.reorder();
  }
}

const LEAST_WEIGHT = 1;
const GREATEST_WEIGHT = 1000;
/** Tenants that are remembered although nothing of them runs or waits: forgetting each at once would cost more. */
const MAX_IDLE = 1000;

export class Tenants<C extends Pick<Work, 'principal' | 'address'>> {
  readonly #principals = new Map<string, Tenant>();
  readonly #addresses = new Map<string, Tenant>();
  readonly #weightOf: (call: C) => number;
  #sweepAt = MAX_IDLE;
  #lastTurn = 0;
  readonly #round: Round = { next: () => ++this.#lastTurn };

  /** @param weightOf clamped to 1 ... 1000; asked when the first call of a tenant comes */
  constructor(weightOf: (call: C) => number) {
    this.#weightOf = weightOf;
  }

  /** The tenant that the call counts for. */
  of(call: C): Tenant {
    const { principal } = call;
    const known = principal === undefined ? this.#addresses : this.#principals;
    const key = principal ?? clientNetwork(call.address ?? '');
    const tenant = known.get(key);
    if (tenant === undefined) return this.#create(known, key, call);
    if (tenant.idle) tenant.weight = this.#weigh(call);
    return tenant;
  }

  #create(known: Map<string, Tenant>, key: string, call: C): Tenant {
    if (this.#size >= this.#sweepAt) this.#forgetIdle();
    const tenant = new Tenant(this.#weigh(call), this.#round);
    known.set(key, tenant);
    return tenant;
  }

  #weigh(call: C): number {
    const weight = this.#weightOf(call);
    // In this form not-a-number becomes the least weight too.
    return weight > LEAST_WEIGHT ? Math.min(weight, GREATEST_WEIGHT) : LEAST_WEIGHT;
  }

  get #size(): number {
    return this.#principals.size + this.#addresses.size;
  }

  #forgetIdle(): void {
    for (const known of [this.#principals, this.#addresses]) {
      for (const [key, tenant] of known) if (tenant.idle) known.delete(key);
    }
    // Each sweep is paid for by as many arrivals.
    this.#sweepAt = 2 * this.#size + MAX_IDLE;
  }
}
