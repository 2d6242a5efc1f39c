// The stores of two nodes over one Redis, with a clock that a test can set forward and keys that nobody else has.

import { randomBytes } from 'node:crypto';
import { MemoryRateStore } from '../../../src/stores/memory/memory-rate-store.ts';
import { RedisStores, type RedisStoresOptions } from '../../../src/stores/redis/redis-stores.ts';
import { age } from './ageing.ts';
import type { RedisProcess } from './redis-process.ts';

export interface RedisUnderTest {
  readonly url: string;
  /** The servers that hold keys. */
  readonly servers: readonly RedisProcess[];
}

export class StorePair {
  readonly one: RedisStores;
  readonly other: RedisStores;
  readonly bornAtMs: number;
  readonly now: () => number;
  readonly reported: unknown[];
  readonly #pass: (ms: number) => Promise<void>;

  static async open(redis: RedisUnderTest, overrides: Partial<RedisStoresOptions> = {}): Promise<StorePair> {
    let aheadMs = 0;
    const now = (): number => Date.now() + aheadMs;
    const reported: unknown[] = [];
    const options = storeOptions(redis.url, { now, report: (error) => reported.push(error), ...overrides });
    const pass = async (ms: number): Promise<void> => {
      aheadMs += ms;
      await Promise.all(redis.servers.map((server) => age(server, options.keyPrefix, ms)));
    };
    const bornAtMs = now();
    const [one, other] = await Promise.all([RedisStores.open(options), RedisStores.open(options)]);
    return new StorePair({ one, other, bornAtMs, now, reported, pass });
  }

  private constructor(init: {
    one: RedisStores;
    other: RedisStores;
    bornAtMs: number;
    now: () => number;
    reported: unknown[];
    pass: (ms: number) => Promise<void>;
  }) {
    this.one = init.one;
    this.other = init.other;
    this.bornAtMs = init.bornAtMs;
    this.now = init.now;
    this.reported = init.reported;
    this.#pass = init.pass;
  }

  pass(ms: number): Promise<void> {
    return this.#pass(ms);
  }

  close(): void {
    this.one.close();
    this.other.close();
  }
}

/** What a node would use, but patient, as tests must be on a loaded machine; and with a prefix of its own. */
export function storeOptions(url: string, overrides: Partial<RedisStoresOptions> = {}): RedisStoresOptions {
  return {
    url,
    keyPrefix: `test-${randomBytes(6).toString('hex')}:`,
    replyTimeoutMs: 10_000,
    rateTimeoutMs: 10_000,
    startTimeoutMs: 20_000,
    maxStreamBytes: 1_048_576,
    maxStreamEvents: 10_000,
    eventTtlMs: 300_000,
    localRates: new MemoryRateStore({ now: () => Math.floor(performance.now()) }),
    now: Date.now,
    report: (error) => {
      throw error;
    },
    ...overrides,
  };
}
