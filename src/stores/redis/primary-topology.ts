// One primary holds every key: a server of its own, or the one that sentinels name at the moment. The sentinels are asked
// for each new connection, and their answer is checked with the server itself: after a failover some are late to know.

import { Connection, type ConnectionSettings } from './connection.ts';
import { type Address, addressText, type RedisLocation } from './redis-url.ts';
import { checkGreeting } from './server-check.ts';
import { mostTelling, RedisSetupError } from './store-error.ts';
import type { Topology } from './topology.ts';

const PRIMARY = 'primary';

export class PrimaryTopology implements Topology {
  readonly isSharded = false;
  readonly #location: RedisLocation;
  readonly #connectTimeoutMs: number;

  constructor(location: RedisLocation, connectTimeoutMs: number) {
    this.#location = location;
    this.#connectTimeoutMs = connectTimeoutMs;
  }

  async load(): Promise<void> {}

  owners(): readonly string[] {
    return [PRIMARY];
  }

  ownerOf(): string {
    return PRIMARY;
  }

  refresh(): void {}

  onChange(): void {}

  async connect(): Promise<Connection> {
    const { topology, addresses } = this.#location;
    if (topology === 'standalone') return this.#openPrimary(addresses[0] as Address);
    const failures: unknown[] = [];
    for (const sentinel of addresses) {
      try {
        return await this.#openPrimary(await this.#askSentinel(sentinel));
      } catch (error) {
        failures.push(error);
      }
    }
    throw mostTelling(failures);
  }

  async #openPrimary(address: Address): Promise<Connection> {
    const connection = await Connection.open(address, this.#settings());
    try {
      checkGreeting(connection, 'standalone');
      if (!connection.greeting.isPrimary) {
        throw new Error(
          `Redis at ${addressText(address)} is a read-only replica: name its primary in the store's URL`,
        );
      }
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  async #askSentinel(address: Address): Promise<Address> {
    const { primaryName = '', sentinelCredentials: credentials } = this.#location;
    const connection = await Connection.open(address, { ...this.#settings(), credentials, database: 0 });
    try {
      checkGreeting(connection, 'sentinel');
      const reply = await connection.send(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', primaryName]);
      if (reply === null) {
        throw new RedisSetupError(
          `The sentinel at ${addressText(address)} watches no primary named "${primaryName}": mend the name in the store's URL.`,
        );
      }
      const [host, port] = reply as [string, string];
      return { host, port: Number(port) };
    } finally {
      connection.close();
    }
  }

  #settings(): ConnectionSettings {
    const { credentials, database, tls } = this.#location;
    return { credentials, database, tls, connectTimeoutMs: this.#connectTimeoutMs };
  }
}
