// The directory of nodes in Redis: a list of who is alive until when, and a hash for each node, which expires by itself.
// A heartbeat is two commands, and its reply is the list. What a node says of itself is read once and then kept: the list
// carries its load, and a stamp that is another one when anything else has changed.

import { randomUUID } from 'node:crypto';
import type { DirectoryStore, ListedNode, NodeEntry } from '../../cluster/directory-store.ts';
import type { Keys } from './keys.ts';
import { listNode } from './scripts/list-node.ts';
import { readNodes } from './scripts/read-nodes.ts';
import { unlistNode } from './scripts/unlist-node.ts';
import { writeNode } from './scripts/write-node.ts';
import type { RedisServers } from './servers.ts';

/** What a node says of itself; its load is in the list. */
interface KnownNode {
  readonly stamp: string;
  readonly ttlMs: number;
  readonly entry: Omit<NodeEntry, 'load'>;
}

interface ListEntry {
  readonly id: string;
  /** Milliseconds since the epoch, by Redis's clock. */
  readonly expiresAtMs: number;
  readonly stamp: string;
  readonly load: number;
}

type ListReply = readonly [
  ids: readonly string[],
  expiries: readonly string[],
  notes: readonly (string | null)[],
];
type Fields = Readonly<Record<string, string>>;

export class RedisDirectoryStore implements DirectoryStore {
  readonly #servers: RedisServers;
  readonly #keys: Keys;
  readonly #known = new Map<string, KnownNode>();
  /** What nodes told last from here and the stamp that it got, by id. */
  readonly #told = new Map<string, { readonly facts: string; readonly stamp: string }>();

  constructor(servers: RedisServers, keys: Keys) {
    this.#servers = servers;
    this.#keys = keys;
  }

  async beat(entry: NodeEntry, ttlMs: number): Promise<readonly ListedNode[]> {
    const { id, load, ...rest } = entry;
    const stamp = this.#stampOf(id, JSON.stringify([rest, ttlMs]));
    const known: KnownNode = { stamp, ttlMs, entry: { id, ...rest } };
    // The node first: who is on the list can be read.
    await this.#servers.run(writeNode, [this.#keys.node(id)], [ttlMs, ...toFields(known, load)]);
    const reply = await this.#servers.run(listNode, this.#listKeys, [id, ttlMs, `${stamp} ${load}`]);
    this.#known.set(id, known);
    return this.#listed(reply);
  }

  #stampOf(id: string, facts: string): string {
    const told = this.#told.get(id);
    if (told?.facts === facts) return told.stamp;
    const stamp = randomUUID();
    this.#told.set(id, { facts, stamp });
    return stamp;
  }

  async remove(nodeId: string): Promise<void> {
    const key = this.#keys.node(nodeId);
    await this.#servers.run(unlistNode, this.#listKeys, [nodeId]);
    await this.#servers.send(key, ['DEL', key], true);
  }

  async list(): Promise<readonly ListedNode[]> {
    return this.#listed(await this.#servers.run(readNodes, this.#listKeys, []));
  }

  async #listed(reply: unknown): Promise<readonly ListedNode[]> {
    const list = toList(reply as ListReply);
    const ids = new Set(list.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
    const nodes = await Promise.all(list.map((entry) => this.#completed(entry)));
    return nodes.filter((node) => node !== undefined);
  }

  /** Undefined: it went in this moment. */
  async #completed({ id, expiresAtMs, stamp, load }: ListEntry): Promise<ListedNode | undefined> {
    let known = this.#known.get(id);
    if (known?.stamp !== stamp) {
      const key = this.#keys.node(id);
      known = toKnown(id, (await this.#servers.send(key, ['HGETALL', key], true)) as Fields);
      if (known === undefined) return undefined;
      this.#known.set(id, known);
    }
    return { ...known.entry, load, lastHeartbeatMs: expiresAtMs - known.ttlMs };
  }

  get #listKeys(): readonly string[] {
    return [this.#keys.nodes, this.#keys.nodeNotes];
  }
}

function toList([ids, expiries, notes]: ListReply): ListEntry[] {
  const list = ids.map((id, index) => {
    const [stamp = '', load] = (notes[index] ?? '').split(' ');
    return { id, expiresAtMs: Number(expiries[index]), stamp, load: Number(load) };
  });
  return list.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function toFields({ stamp, ttlMs, entry }: KnownNode, load: number): string[] {
  const { status, maxLoad, url, peerUrl, version, startedAtMs, toolsDigest } = entry;
  const fields = {
    status,
    load,
    maxLoad,
    url,
    // Empty, so that one that was there does not stay.
    peerUrl: peerUrl ?? '',
    version,
    startedAt: startedAtMs,
    tools: toolsDigest,
    ttl: ttlMs,
    stamp,
  };
  return Object.entries(fields).flatMap(([name, value]) => [name, String(value)]);
}

function toKnown(id: string, fields: Fields): KnownNode | undefined {
  if (fields['status'] === undefined) return undefined;
  const text = (name: string): string => fields[name] ?? '';
  const entry = {
    id,
    status: text('status') as NodeEntry['status'],
    maxLoad: Number(text('maxLoad')),
    url: text('url'),
    peerUrl: text('peerUrl') === '' ? undefined : text('peerUrl'),
    version: text('version'),
    startedAtMs: Number(text('startedAt')),
    toolsDigest: text('tools'),
  };
  return { stamp: text('stamp'), ttlMs: Number(text('ttl')), entry };
}
