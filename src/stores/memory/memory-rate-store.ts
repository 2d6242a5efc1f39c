// Token buckets in this process. Their number is bounded for each kind of limit by itself, so that a flood of invented
// addresses cannot push out the buckets of principals or tools.

import { LRUCache } from 'lru-cache';
import { type Bucket, type LimitScope, type RateStore, TAKEN, type Taking } from '../../flow/rate-store.ts';
import { TokenBucket } from '../../flow/token-bucket.ts';

export interface MemoryRateStoreOptions {
  /** Whole milliseconds. */
  readonly now: () => number;
  /**
   * Buckets of each kind of limit (node, principal, tool, address). Past it the longest unused one is forgotten; should
   * it come back, it is full. @defaultValue 100000
   */
  readonly maxBuckets?: number;
}

export class MemoryRateStore implements RateStore {
  readonly #now: () => number;
  readonly #maxBuckets: number;
  /** Made when a limit is first used: an empty cache takes room for all that it may hold. */
  readonly #caches: Partial<Record<LimitScope, LRUCache<string, TokenBucket>>> = {};
  /** The buckets of the taking at hand, in its order; kept between takings to spare an allocation. */
  readonly #known: (TokenBucket | undefined)[] = [];

  constructor({ now, maxBuckets = 100_000 }: MemoryRateStoreOptions) {
    this.#now = now;
    this.#maxBuckets = maxBuckets;
  }

  /** Buckets of that kind that are remembered. */
  size(scope: LimitScope): number {
    return this.#caches[scope]?.size ?? 0;
  }

  take(buckets: readonly Bucket[]): Taking {
    const nowMs = this.#now();
    const known = this.#known;
    let emptiest: Bucket | undefined;
    let retryAfterMs = 0;
    let index = 0;
    for (const bucket of buckets) {
      const tokens = this.#cacheOf(bucket.scope).get(bucket.key);
      known[index++] = tokens;
      const waitMs = tokens === undefined ? 0 : tokens.waitMs(bucket.rate, nowMs);
      if (waitMs <= retryAfterMs) continue;
      retryAfterMs = waitMs;
      emptiest = bucket;
    }
    if (emptiest !== undefined) return { ok: false, emptiest, retryAfterMs };
    // Only now are buckets made: what is refused leaves no trace.
    index = 0;
    for (const bucket of buckets) (known[index++] ?? this.#open(bucket, nowMs)).take();
    return TAKEN;
  }

  #open({ scope, key }: Bucket, nowMs: number): TokenBucket {
    const tokens = new TokenBucket(nowMs);
    this.#cacheOf(scope).set(key, tokens);
    return tokens;
  }

  #cacheOf(scope: LimitScope): LRUCache<string, TokenBucket> {
    this.#caches[scope] ??= new LRUCache<string, TokenBucket>({ max: this.#maxBuckets });
    return this.#caches[scope];
  }
}
