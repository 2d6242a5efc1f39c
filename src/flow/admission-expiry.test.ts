// One timer for all that wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { Expiry } from './admission-expiry.ts';
import { Waiter } from './fair-queue.ts';
import { Tenant } from './fair-queue-tenant.ts';

function scene() {
  const clock = new ManualClock(10_000);
  const expired: string[] = [];
  const expiry = new Expiry<string>({ ...clock, onExpired: ({ item }) => expired.push(item) });
  const tenant = new Tenant(1, { next: () => 1 });
  const add = (item: string, startByMs: number) => {
    const waiter = new Waiter(item, tenant, { queuedAtMs: 10_000, startByMs });
    expiry.add(waiter);
    return waiter;
  };
  return { clock, expired, expiry, add };
}

test('each expires at its own time, whatever the order in which they came', () => {
  const { clock, expired, add } = scene();
  add('late', 10_300);
  add('early', 10_100);
  add('middle', 10_200);
  assert.equal(clock.pending, 1);
  clock.advance(99);
  assert.deepEqual(expired, []);
  clock.advance(1);
  assert.deepEqual(expired, ['early']);
  clock.advance(100);
  assert.deepEqual(expired, ['early', 'middle']);
  clock.advance(100);
  assert.deepEqual(expired, ['early', 'middle', 'late']);
  assert.equal(clock.pending, 0);
});

test('one that has left does not expire, and the last one takes the timer along', () => {
  const { clock, expired, expiry, add } = scene();
  const [first, second] = [add('first', 10_100), add('second', 10_200)];
  expiry.remove(first);
  clock.advance(150);
  assert.deepEqual(expired, []);
  assert.equal(clock.pending, 1);
  expiry.remove(second);
  assert.equal(clock.pending, 0);
});

test('one that may start at any time needs no timer', () => {
  const { clock, expiry, add } = scene();
  const patient = add('patient', Number.POSITIVE_INFINITY);
  assert.equal(clock.pending, 0);
  expiry.remove(patient);
});

test('one whose time has passed already expires at once', () => {
  const { clock, expired, add } = scene();
  add('passed', 9000);
  clock.advance(0);
  assert.deepEqual(expired, ['passed']);
});
