// Who holds which slot of a Redis Cluster, as its nodes tell. All known nodes are asked at once and the first that sees
// the cluster whole is believed, so that one that hangs costs no time.

import { setTimeout as delay } from 'node:timers/promises';
import { Connection, type ConnectionSettings } from './connection.ts';
import { hashSlot, SLOTS } from './hash-slot.ts';
import { type Address, addressText, type RedisLocation } from './redis-url.ts';
import { checkGreeting } from './server-check.ts';
import { mostTelling } from './store-error.ts';
import type { Topology } from './topology.ts';

/** Between two looks: a failover makes many signs at once. */
const MIN_PAUSE_MS = 100;

type SlotRange = readonly [from: number, to: number, primary: readonly [host: string | null, port: number]];
interface SlotMap {
  readonly source: Address;
  readonly ranges: readonly SlotRange[];
}

export class ClusterTopology implements Topology {
  readonly isSharded = true;
  readonly #location: RedisLocation;
  readonly #connectTimeoutMs: number;
  /** The owner of each slot. */
  #slots: readonly string[] = [];
  /** Addresses of the owners, by name. */
  #owners: ReadonlyMap<string, Address> = new Map();
  #isRefreshing = false;
  readonly #listeners: (() => void)[] = [];

  constructor(location: RedisLocation, connectTimeoutMs: number) {
    this.#location = location;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  async load(): Promise<void> {
    const nodes = new Map<string, Address>();
    for (const address of [...this.#owners.values(), ...this.#location.addresses]) {
      nodes.set(addressText(address), address);
    }
    try {
      this.#adopt(await Promise.any([...nodes.values()].map((address) => this.#ask(address))));
    } catch (error) {
      throw mostTelling((error as AggregateError).errors);
    }
  }

  async #ask(address: Address): Promise<SlotMap> {
    const connection = await Connection.open(address, this.#settings());
    try {
      checkGreeting(connection, 'cluster');
      const [info, ranges] = await Promise.all([
        connection.send(['CLUSTER', 'INFO']),
        connection.send(['CLUSTER', 'SLOTS']),
      ]);
      if (!/^cluster_state:ok/m.test(String(info))) {
        throw new Error(`Redis at ${addressText(address)} sees its cluster as broken`);
      }
      return { source: address, ranges: ranges as readonly SlotRange[] };
    } finally {
      connection.close();
    }
  }

  #adopt({ source, ranges }: SlotMap): void {
    const slots = new Array<string>(SLOTS).fill('');
    const owners = new Map<string, Address>();
    for (const [from, to, [host, port]] of ranges) {
      // A node that does not know how it is reached means: as you have reached me.
      const address = { host: host === null || host === '' || host === '?' ? source.host : host, port };
      const owner = addressText(address);
      owners.set(owner, address);
      slots.fill(owner, from, to + 1);
    }
    this.#set(slots, owners);
  }

  #set(slots: readonly string[], owners: ReadonlyMap<string, Address>): void {
    const isSame = slots.every((owner, slot) => owner === this.#slots[slot]);
    this.#slots = slots;
    this.#owners = owners;
    if (!isSame) for (const listener of this.#listeners) listener();
  }

  owners(): readonly string[] {
    return [...this.#owners.keys()];
  }

  ownerOf(key: string): string {
    return this.#slots[hashSlot(key)] ?? '';
  }

  async connect(owner: string): Promise<Connection> {
    const address = this.#owners.get(owner);
    if (address === undefined) throw new Error('no node of the Redis Cluster holds the slot');
    const connection = await Connection.open(address, this.#settings());
    try {
      checkGreeting(connection, 'cluster');
      if (!connection.greeting.isPrimary) throw new Error(`Redis at ${owner} is a replica now`);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  refresh(moved?: string): void {
    if (moved !== undefined) this.#noteMove(moved);
    if (this.#isRefreshing) return;
    this.#isRefreshing = true;
    void this.load()
      // Nobody knows better: what was known stays.
      .catch(() => undefined)
      .then(() => delay(MIN_PAUSE_MS, undefined, { ref: false }))
      .then(() => {
        this.#isRefreshing = false;
      });
  }

  /** @param reply `MOVED 3999 127.0.0.1:6381` */
  #noteMove(reply: string): void {
    const [, slot, host, port] = /^MOVED (\d+) (.+):(\d+)$/.exec(reply) ?? [];
    if (slot === undefined || host === undefined) return;
    const address = { host, port: Number(port) };
    const owner = addressText(address);
    this.#set(this.#slots.with(Number(slot), owner), new Map(this.#owners).set(owner, address));
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #settings(): ConnectionSettings {
    const { credentials, tls } = this.#location;
    return { credentials, database: 0, tls, connectTimeoutMs: this.#connectTimeoutMs };
  }
}
