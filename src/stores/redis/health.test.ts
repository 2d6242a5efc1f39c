// The state of the store: degraded while anything is wrong, told when that begins and ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StoreHealth } from '../../cluster/store-health.ts';
import { Health } from './health.ts';

test('it is up until something is wrong, and again when nothing is', () => {
  const health = new Health();
  const told: StoreHealth[] = [];
  const stop = health.onChange((state) => told.push(state));
  assert.deepEqual(health.current, { state: 'up' });
  health.trouble('one', 'first');
  health.trouble('two', 'second');
  health.trouble('one', 'changed');
  assert.deepEqual(health.current, { state: 'degraded', reason: 'changed' });
  health.clear('one');
  assert.deepEqual(health.current, { state: 'degraded', reason: 'second' });
  health.clear('never');
  health.clear('two');
  assert.deepEqual(told, [{ state: 'degraded', reason: 'first' }, { state: 'up' }]);
  stop();
  health.trouble('one', 'again');
  assert.equal(told.length, 2);
});
