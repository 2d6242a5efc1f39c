// Token buckets in memory: their number is bounded. The rules of all rate stores are in test/contract.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../../test/support/manual-clock.ts';
import type { Bucket, LimitScope } from '../../flow/rate-store.ts';
import { MemoryRateStore } from './memory-rate-store.ts';

function bucket(scope: LimitScope, key: string): Bucket {
  return { scope, key, rate: { perSecond: 1, burst: 1 } };
}

function smallStore() {
  return new MemoryRateStore({ now: new ManualClock().now, maxBuckets: 100 });
}

test('a flood of invented addresses does not grow the store', () => {
  const store = smallStore();
  for (let host = 0; host < 10_000; host++) store.take([bucket('address', `2001:db8:${host}::/64`)]);
  assert.equal(store.size('address'), 100);
});

test('a flood of invented addresses does not free a principal of its limit', () => {
  const store = smallStore();
  const ann = bucket('principal', 'ann');
  assert.equal(store.take([ann]).ok, true);
  for (let host = 0; host < 10_000; host++) store.take([bucket('address', `192.0.2.${host}`)]);
  assert.equal(store.take([ann]).ok, false);
});

test('a bucket that is in use outlives a flood of others', () => {
  const store = smallStore();
  const flooder = bucket('address', '192.0.2.1');
  store.take([flooder]);
  for (let host = 0; host < 1000; host++) {
    store.take([bucket('address', `198.51.100.${host}`)]);
    assert.equal(store.take([flooder]).ok, false);
  }
});

test('what is refused leaves no bucket behind', () => {
  const store = smallStore();
  const node = bucket('node', 'n1');
  store.take([node]);
  for (let host = 0; host < 10; host++) {
    assert.equal(store.take([node, bucket('address', `192.0.2.${host}`)]).ok, false);
  }
  assert.equal(store.size('address'), 0);
});
