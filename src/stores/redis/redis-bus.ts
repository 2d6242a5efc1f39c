// The bus between nodes over Redis's publish/subscribe; sharded in a cluster, so that a message goes to one shard only.

import type { Bus } from '../../cluster/bus.ts';
import type { Keys } from './keys.ts';
import type { RedisServers } from './servers.ts';
import type { RedisSubscriptions } from './subscriptions.ts';

export interface RedisBusOptions {
  readonly servers: RedisServers;
  readonly subscriptions: RedisSubscriptions;
  readonly keys: Keys;
  readonly publishCommand: 'PUBLISH' | 'SPUBLISH';
}

export class RedisBus implements Bus {
  readonly #options: RedisBusOptions;

  constructor(options: RedisBusOptions) {
    this.#options = options;
  }

  async publish(channel: string, message: string): Promise<void> {
    const { servers, keys, publishCommand } = this.#options;
    const name = keys.channel(channel);
    // Sent once: what cannot be told is lost.
    await servers.send(name, [publishCommand, name, message], false).catch(() => undefined);
  }

  subscribe(channel: string, listener: (message: string) => void): Promise<() => void> {
    return this.#options.subscriptions.subscribe(this.#options.keys.channel(channel), listener);
  }

  onGap(listener: () => void): () => void {
    return this.#options.subscriptions.onGap(listener);
  }
}
