// The port to where nodes are registered. An entry lives as long as its node renews it, by the store's own clock: those
// of the nodes need not agree.

import type { Awaitable } from './bus.ts';

export type NodeState = 'starting' | 'running' | 'stopping';

/** What a node says of itself with each heartbeat. */
export interface NodeEntry {
  readonly id: string;
  readonly status: NodeState;
  /** Calls that run or wait, and calls that may run. */
  readonly load: number;
  readonly maxLoad: number;
  /** The MCP endpoint as other nodes would reach it. */
  readonly url: string;
  /** Where other nodes send messages; undefined when only the bus reaches it. */
  readonly peerUrl: string | undefined;
  readonly version: string;
  /** Milliseconds since the epoch, by the node's own clock. */
  readonly startedAtMs: number;
  /** Changes whenever the tools of the node do. */
  readonly toolsDigest: string;
}

export interface ListedNode extends NodeEntry {
  /** Milliseconds since the epoch, by the store's clock. */
  readonly lastHeartbeatMs: number;
}

export interface DirectoryStore {
  /** Writes the entry; it is gone when it is not written again within `ttlMs`. @returns what `list` would, with it */
  beat(entry: NodeEntry, ttlMs: number): Awaitable<readonly ListedNode[]>;
  /** Takes the entry out at once. */
  remove(nodeId: string): Awaitable<void>;
  /** All entries that are alive. Forgets those that are not; any number of nodes may do so at once. */
  list(): Awaitable<readonly ListedNode[]>;
}
