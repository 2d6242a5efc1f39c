// The register of the nodes of one process.

import type { DirectoryStore, ListedNode, NodeEntry } from '../../cluster/directory-store.ts';

export class MemoryDirectoryStore implements DirectoryStore {
  readonly #now: () => number;
  readonly #nodes = new Map<string, { readonly listed: ListedNode; readonly expiresAtMs: number }>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  beat(entry: NodeEntry, ttlMs: number): readonly ListedNode[] {
    const nowMs = this.#now();
    const listed = { ...entry, lastHeartbeatMs: nowMs };
    this.#nodes.set(entry.id, { listed, expiresAtMs: nowMs + ttlMs });
    return this.list();
  }

  remove(nodeId: string): void {
    this.#nodes.delete(nodeId);
  }

  list(): readonly ListedNode[] {
    const nowMs = this.#now();
    for (const [id, { expiresAtMs }] of this.#nodes) if (expiresAtMs <= nowMs) this.#nodes.delete(id);
    return [...this.#nodes.values()].map(({ listed }) => listed);
  }
}
