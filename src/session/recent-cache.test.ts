// The bounded cache keeps what is used and forgets what is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentCache } from './recent-cache.ts';

test('what was set is found until it is deleted', () => {
  const cache = new RecentCache<number>(10);
  cache.set('a', 1);
  assert.equal(cache.get('a'), 1);
  cache.delete('a');
  assert.equal(cache.get('a'), undefined);
});

test('what is used stays, however many others come', () => {
  const cache = new RecentCache<number>(10);
  cache.set('used', 1);
  for (let n = 0; n < 100; n++) {
    cache.set(`other${n}`, n);
    assert.equal(cache.get('used'), 1);
  }
});

test('what is not used is forgotten before there are more than the bound', () => {
  const cache = new RecentCache<number>(10);
  for (let n = 0; n < 100; n++) cache.set(`k${n}`, n);
  const kept = Array.from({ length: 100 }, (_, n) => `k${n}`).filter((key) => cache.get(key) !== undefined);
  assert.ok(kept.length <= 10 && kept.length >= 5, `${kept.length} kept`);
  assert.ok(kept.includes('k99'));
});

test('a deleted entry does not come back from the older generation', () => {
  const cache = new RecentCache<number>(4);
  for (const key of ['a', 'b', 'c']) cache.set(key, 1);
  cache.get('a');
  cache.delete('a');
  assert.equal(cache.get('a'), undefined);
});
