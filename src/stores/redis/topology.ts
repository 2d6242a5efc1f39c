// Which server holds which key. The rest of this folder asks here and does not know whether there is one server, one
// that sentinels name, or a cluster.

import type { Connection } from './connection.ts';

export interface Topology {
  /** Channels are sharded: each belongs to a slot, as a key does. */
  readonly isSharded: boolean;
  /** Finds out, for the first time. @throws RedisSetupError, or Error when the servers cannot be reached for now */
  load(): Promise<void>;
  /** The servers that hold keys at the moment, by names that only mean something here. */
  owners(): readonly string[];
  ownerOf(key: string): string;
  /** @throws RedisSetupError, or Error when the server cannot be reached for now */
  connect(owner: string): Promise<Connection>;
  /**
   * Finds out again in the background, after a sign that something has changed; `moved` is what a server said of one
   * slot, which is believed at once. Called in quick succession, it looks once.
   */
  refresh(moved?: string): void;
  /** Calls back when keys have other owners. */
  onChange(listener: () => void): void;
}
