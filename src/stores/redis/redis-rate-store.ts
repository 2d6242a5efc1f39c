// Token buckets in Redis, for limits that hold for all nodes together. Every call waits for this store, so it waits a
// short time only; when Redis is away or slow, each node decides on its own.

import { type Bucket, type RateStore, TAKEN, type Taking } from '../../flow/rate-store.ts';
import type { Keys } from './keys.ts';
import { takeTokens } from './scripts/take-tokens.ts';
import type { RedisServers } from './servers.ts';

export interface RedisRateStoreOptions {
  readonly servers: RedisServers;
  readonly keys: Keys;
  /** Decides where Redis does not. */
  readonly local: RateStore;
  /** Milliseconds that a call waits for Redis. */
  readonly timeoutMs: number;
}

/** See src/flow/token-bucket.ts. */
const UNITS_PER_MS_AT_ONE_PER_SECOND = 1_000_000;

export class RedisRateStore implements RateStore {
  readonly #options: RedisRateStoreOptions;

  constructor(options: RedisRateStoreOptions) {
    this.#options = options;
  }

  take(buckets: readonly Bucket[]): Taking | Promise<Taking> {
    const { servers, keys, local, timeoutMs } = this.#options;
    const [first] = buckets;
    if (first === undefined) return TAKEN;
    const names = buckets.map(({ scope, key }) => keys.rate(scope, key));
    if (!servers.canReach(names[0] as string)) return local.take(buckets);
    const rates = buckets.flatMap(({ rate: { perSecond, burst } }) => [
      Math.round(perSecond * UNITS_PER_MS_AT_ONE_PER_SECOND),
      burst,
    ]);
    return new Promise((resolve) => {
      const decideAlone = (): void => resolve(local.take(buckets));
      const timer = setTimeout(decideAlone, timeoutMs);
      servers.run(takeTokens, names, rates).then(
        (reply) => {
          clearTimeout(timer);
          resolve(toTaking(reply as readonly [number, number], buckets));
        },
        () => {
          clearTimeout(timer);
          decideAlone();
        },
      );
    });
  }
}

function toTaking([emptiest, retryAfterMs]: readonly [number, number], buckets: readonly Bucket[]): Taking {
  if (emptiest === 0) return TAKEN;
  return { ok: false, emptiest: buckets[emptiest - 1] as Bucket, retryAfterMs };
}
