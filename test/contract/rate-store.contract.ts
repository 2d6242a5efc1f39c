// What every store of rate limits must keep. Run on each implementation, in memory and shared; those that are shared
// get two views of the same buckets, as two nodes have. Rates are slow, so that a store with a clock of its own passes.

import assert from 'node:assert/strict';
import type { Bucket, LimitScope, RateStore } from '../../src/flow/rate-store.ts';
import { checksOf } from './checks.ts';

export interface RateStoreSubject {
  readonly store: RateStore;
  /** The same buckets as another node sees them. */
  readonly elsewhere: RateStore;
  /** Lets time pass for the store, without waiting for it. */
  readonly pass: (ms: number) => void | Promise<void>;
  readonly close: () => void | Promise<void>;
}

/** A token every hundred seconds. */
function bucket(scope: LimitScope, key: string, burst: number, perSecond = 0.01): Bucket {
  return { scope, key, rate: { perSecond, burst } };
}

async function assertTakes(store: RateStore, buckets: Bucket[]): Promise<void> {
  assert.deepEqual(await store.take(buckets), { ok: true });
}

/** Refused by that bucket, with a wait of up to `aboutMs` and at most five seconds less. */
async function assertRefuses(
  store: RateStore,
  buckets: Bucket[],
  emptiest: Bucket,
  aboutMs: number,
): Promise<void> {
  const taking = await store.take(buckets);
  assert.ok(!taking.ok, 'expected a refusal');
  assert.deepEqual(taking.emptiest, emptiest);
  assert.ok(Number.isInteger(taking.retryAfterMs), `whole milliseconds: ${taking.retryAfterMs}`);
  assert.ok(
    taking.retryAfterMs <= aboutMs && taking.retryAfterMs > aboutMs - 5000,
    `${taking.retryAfterMs} ms`,
  );
}

export function rateStoreContract(name: string, open: () => Promise<RateStoreSubject>): void {
  const holds = checksOf(name, open);

  holds('a new bucket gives its burst and then refuses, everywhere', async ({ store, elsewhere }) => {
    const ann = bucket('principal', 'ann', 3);
    await assertTakes(store, [ann]);
    await assertTakes(elsewhere, [ann]);
    await assertTakes(store, [ann]);
    await assertRefuses(store, [ann], ann, 100_000);
    await assertRefuses(elsewhere, [ann], ann, 100_000);
  });

  holds('a token comes back after its time', async ({ store, pass }) => {
    const ann = bucket('principal', 'ann', 1);
    await assertTakes(store, [ann]);
    await pass(60_000);
    await assertRefuses(store, [ann], ann, 40_000);
    await pass(40_000);
    await assertTakes(store, [ann]);
    await assertRefuses(store, [ann], ann, 100_000);
  });

  holds('a bucket that nobody uses fills up to its burst and not beyond', async ({ store, pass }) => {
    const ann = bucket('principal', 'ann', 2);
    await assertTakes(store, [ann]);
    await pass(86_400_000);
    await assertTakes(store, [ann]);
    await assertTakes(store, [ann]);
    await assertRefuses(store, [ann], ann, 100_000);
  });

  holds('buckets of other keys, and of other scopes with that key, are others', async ({ store }) => {
    await assertTakes(store, [bucket('principal', 'x', 1)]);
    await assertTakes(store, [bucket('principal', 'y', 1)]);
    await assertTakes(store, [bucket('tool', 'x', 1)]);
    await assertTakes(store, [bucket('address', 'x', 1)]);
    await assertTakes(store, [bucket('node', 'x', 1)]);
    const x = bucket('principal', 'x', 1);
    await assertRefuses(store, [x], x, 100_000);
  });

  holds('keys may hold any text', async ({ store }) => {
    for (const key of ['', ' ', 'a:b', 'a b', '{tag}', 'ä 世界', '\u0000', '__proto__', 'https://idp|user']) {
      const odd = bucket('principal', key, 1);
      await assertTakes(store, [odd]);
      await assertRefuses(store, [odd], odd, 100_000);
    }
  });

  holds('several buckets are taken from at once', async ({ store }) => {
    const ann = bucket('principal', 'ann', 1);
    const add = bucket('tool', 'add', 1);
    await assertTakes(store, [ann, add]);
    await assertRefuses(store, [ann], ann, 100_000);
    await assertRefuses(store, [add], add, 100_000);
  });

  holds('a refusal by one bucket takes nothing from the others', async ({ store, elsewhere }) => {
    const empty = bucket('principal', 'ann', 1);
    const before = bucket('node', 'n1', 1);
    const after = bucket('tool', 'add', 1);
    await assertTakes(store, [empty]);
    await assertRefuses(store, [before, empty, after], empty, 100_000);
    await assertRefuses(elsewhere, [after, before, empty], empty, 100_000);
    await assertTakes(store, [before, after]);
  });

  holds('of several empty buckets the one with the longest wait is named', async ({ store }) => {
    const quick = bucket('node', 'n1', 1, 0.1);
    const slow = bucket('principal', 'ann', 1);
    await assertTakes(store, [quick, slow]);
    await assertRefuses(store, [quick, slow], slow, 100_000);
    await assertRefuses(store, [slow, quick], slow, 100_000);
  });

  holds('takings at the same time never give more than the burst', async ({ store, elsewhere }) => {
    const ann = bucket('principal', 'ann', 10);
    const takings = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => (index % 2 === 0 ? store : elsewhere).take([ann])),
    );
    assert.equal(takings.filter(({ ok }) => ok).length, 10);
  });

  holds('a change of the rate keeps what was taken', async ({ store }) => {
    for (let taken = 0; taken < 10; taken++) await assertTakes(store, [bucket('node', 'n1', 10)]);
    const smaller = bucket('node', 'n1', 9);
    await assertRefuses(store, [smaller], smaller, 200_000);
    await assertTakes(store, [bucket('node', 'n1', 11)]);
  });

  holds('no buckets are no limit', async ({ store }) => {
    await assertTakes(store, []);
  });
}
