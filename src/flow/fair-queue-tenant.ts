// Those between whom the node is shared: principals, and addresses of calls without one. A tenant is known only while
// something of it runs or waits, so that nobody costs memory by having been here.

import type { Heaped } from './fair-queue-heap.ts';
import type { Work } from './layer.ts';

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
  readonly key: string;
  readonly isPrincipal: boolean;
  readonly weight: number;
  /** The tenant's calls, one entry for each queue in which some wait. */
  readonly places = new Set<Placed>();
  heapIndex = -1;
  #running = 0;
  #waiting = 0;
  #level = 0;
  #turn = 0;
  #credit = 0;
  readonly #round: Round;

  constructor(key: string, isPrincipal: boolean, { weight, round }: { weight: number; round: Round }) {
    this.key = key;
    this.isPrincipal = isPrincipal;
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

export class Tenants<C extends Pick<Work, 'principal' | 'address'>> {
  readonly #principals = new Map<string, Tenant>();
  readonly #addresses = new Map<string, Tenant>();
  readonly #weightOf: (call: C) => number;
  #lastTurn = 0;
  readonly #round: Round = { next: () => ++this.#lastTurn };

  /** @param weightOf clamped to 1 ... 1000; asked when a tenant appears */
  constructor(weightOf: (call: C) => number) {
    this.#weightOf = weightOf;
  }

  get size(): number {
    return this.#principals.size + this.#addresses.size;
  }

  /** The tenant that the call counts for. */
  of(call: C): Tenant {
    const { principal } = call;
    const key = principal ?? call.address ?? '';
    const known = principal === undefined ? this.#addresses : this.#principals;
    let tenant = known.get(key);
    if (tenant === undefined) {
      const wanted = this.#weightOf(call);
      // In this form not-a-number becomes the least weight too.
      const weight = wanted > LEAST_WEIGHT ? Math.min(wanted, GREATEST_WEIGHT) : LEAST_WEIGHT;
      tenant = new Tenant(key, principal !== undefined, { weight, round: this.#round });
      known.set(key, tenant);
    }
    return tenant;
  }

  /** Forgets the tenant when nothing of it runs or waits. */
  release(tenant: Tenant): void {
    if (!tenant.idle) return;
    const known = tenant.isPrincipal ? this.#principals : this.#addresses;
    if (known.get(tenant.key) === tenant) known.delete(tenant.key);
  }
}
