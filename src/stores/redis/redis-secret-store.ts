// The fleet's secrets in Redis, for fleets that were not given any: whoever can read Redis can read them.

import type { SecretStore } from '../../cluster/secret-store.ts';
import type { Keys } from './keys.ts';
import { obtainSecrets } from './scripts/obtain-secrets.ts';
import { rotateSecrets } from './scripts/rotate-secrets.ts';
import type { RedisServers } from './servers.ts';

export class RedisSecretStore implements SecretStore {
  readonly #servers: RedisServers;
  readonly #keys: Keys;

  constructor(servers: RedisServers, keys: Keys) {
    this.#servers = servers;
    this.#keys = keys;
  }

  obtain(fresh: string): Promise<readonly string[]> {
    return this.#servers.run(obtainSecrets, [this.#keys.secrets], [fresh]) as Promise<string[]>;
  }

  rotate(secret: string, keep: number): Promise<readonly string[]> {
    return this.#servers.run(rotateSecrets, [this.#keys.secrets], [secret, keep]) as Promise<string[]>;
  }
}
