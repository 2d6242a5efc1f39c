// Which nodes there are: this one's entry is renewed with a heartbeat, the others' are read with it, and at once when
// one comes or goes. A node that does not answer is suspected: passed over until its next heartbeat proves it alive.

import type { DirectoryStore, ListedNode, NodeEntry } from './directory-store.ts';

export interface DirectoryOptions {
  readonly store: DirectoryStore;
  /** What this node says of itself at this moment. */
  readonly self: () => NodeEntry;
  /** Milliseconds between two heartbeats. */
  readonly heartbeatMs: number;
  /** Milliseconds after which a heartbeat that failed is tried again. */
  readonly retryMs: number;
  /** Milliseconds after which a silent node is gone. */
  readonly ttlMs: number;
  /** Runs `callback` after `delayMs` unless the returned function is called; must not keep the process alive. */
  readonly after: (delayMs: number, callback: () => void) => () => void;
  /** Nodes have come or gone. */
  readonly onChange: (nodes: readonly ListedNode[]) => void;
  /** The store could not be reached (an error), or can be again (undefined). Told once each time. */
  readonly onReachable: (error: unknown) => void;
}

export class Directory {
  readonly #options: DirectoryOptions;
  #nodes: readonly ListedNode[] = [];
  /** By id: the heartbeat that they were last known by. */
  readonly #suspects = new Map<string, number>();
  #cancel: (() => void) | undefined;
  #reachable = true;
  #stopped = false;

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  /** Registers this node and learns of the others. @throws what the store throws */
  async start(): Promise<void> {
    const { store, self, ttlMs } = this.#options;
    this.#take(await store.beat(self(), ttlMs));
    this.#schedule(this.#options.heartbeatMs);
  }

  /** Renews the entry at once, because what it says has changed. */
  async announce(): Promise<void> {
    if (!this.#stopped) await this.#beat();
  }

  /** Reads the others' entries at once. */
  async refresh(): Promise<void> {
    try {
      this.#take(await this.#options.store.list());
    } catch (error) {
      this.#noteReachable(error);
    }
  }

  /** Takes this node out. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    try {
      await this.#options.store.remove(this.#options.self().id);
    } catch (error) {
      // The entry expires by itself.
      this.#noteReachable(error);
    }
  }

  /** All nodes as of the last reading, this one too. */
  get nodes(): readonly ListedNode[] {
    return this.#nodes;
  }

  /** Ids of the other nodes that can be expected to answer. */
  get others(): readonly string[] {
    const { id: own } = this.#options.self();
    return this.#nodes.map(({ id }) => id).filter((id) => id !== own && this.isAlive(id));
  }

  isAlive(nodeId: string): boolean {
    return !this.#suspects.has(nodeId) && this.#nodes.some(({ id }) => id === nodeId);
  }

  /** The node did not answer. */
  suspect(nodeId: string): void {
    const node = this.#nodes.find(({ id }) => id === nodeId);
    if (node !== undefined) this.#suspects.set(nodeId, node.lastHeartbeatMs);
  }

  #schedule(delayMs: number): void {
    if (this.#stopped) return;
    this.#cancel = this.#options.after(delayMs, () => void this.#beat());
  }

  async #beat(): Promise<void> {
    const { store, self, ttlMs, heartbeatMs, retryMs } = this.#options;
    this.#cancel?.();
    let delayMs = heartbeatMs;
    try {
      this.#take(await store.beat(self(), ttlMs));
      this.#noteReachable(undefined);
    } catch (error) {
      this.#noteReachable(error);
      delayMs = retryMs;
    }
    this.#schedule(delayMs);
  }

  #noteReachable(error: unknown): void {
    const reachable = error === undefined;
    if (reachable === this.#reachable) return;
    this.#reachable = reachable;
    this.#options.onReachable(error);
  }

  #take(nodes: readonly ListedNode[]): void {
    const before = new Set(this.#nodes.map(({ id }) => id));
    this.#nodes = nodes;
    for (const { id, lastHeartbeatMs } of nodes) {
      if ((this.#suspects.get(id) ?? lastHeartbeatMs) < lastHeartbeatMs) this.#suspects.delete(id);
    }
    const ids = nodes.map(({ id }) => id);
    for (const id of this.#suspects.keys()) if (!ids.includes(id)) this.#suspects.delete(id);
    if (ids.length !== before.size || ids.some((id) => !before.has(id))) this.#options.onChange(nodes);
  }
}
