// How long a handler keeps its slot.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWork } from '../../test/support/fake-work.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { SlotTimes } from './bulkhead-times.ts';
import { ConcurrencyLimit, Slot } from './concurrency-limit.ts';
import { Tenant } from './fair-queue-tenant.ts';

function heldSlot({ abandonAfterMs = 10_000 } = {}) {
  const clock = new ManualClock(0);
  const freed: (readonly [number, number])[] = [];
  const onFree = (nowMs: number, heldMs: number) => void freed.push([nowMs, heldMs]);
  let rooms = 0;
  const onRoom = () => void rooms++;
  const slots = new ConcurrencyLimit(1, { ...clock, limits: { abandonAfterMs }, onFree, onRoom });
  const compartment = { running: 0, times: new SlotTimes() };
  const tenant = new Tenant(1, { next: () => 1 });
  const call = new FakeWork();
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  slots.take(compartment);
  slots.hold(call, promise, new Slot(compartment, tenant, clock.now()));
  const running = () => [slots.running, compartment.running, tenant.running];
  return { clock, freed, slots, compartment, call, promise, resolve, reject, running, rooms: () => rooms };
}

test('the slot is held until the handler has ended', async () => {
  const { clock, freed, slots, compartment, resolve, promise, running } = heldSlot();
  assert.deepEqual(running(), [1, 1, 1]);
  assert.equal(slots.hasRoom, false);
  clock.advance(250);
  resolve('done');
  await promise;
  assert.deepEqual(running(), [0, 0, 0]);
  assert.deepEqual(freed, [[250, 250]]);
  assert.equal(slots.times.meanMs, 250);
  assert.equal(compartment.times.meanMs, 250);
});

test('a handler that fails gives its slot back too', async () => {
  const { promise, reject, running } = heldSlot();
  reject(new Error('broken'));
  await assert.rejects(promise);
  assert.deepEqual(running(), [0, 0, 0]);
});

test('the settlement of the call alone does not free the slot', async () => {
  const { clock, call, promise, resolve, running } = heldSlot();
  call.settle();
  clock.advance(9999);
  assert.deepEqual(running(), [1, 1, 1]);
  resolve('late');
  await promise;
  assert.deepEqual(running(), [0, 0, 0]);
  assert.equal(clock.pending, 0);
});

test('a handler that goes on long after its call was settled is given up', async () => {
  const { clock, slots, freed, call, promise, resolve, running } = heldSlot();
  clock.advance(5000);
  call.settle();
  clock.advance(10_000);
  assert.deepEqual(running(), [0, 0, 0]);
  assert.deepEqual(freed, [[15_000, 15_000]]);
  assert.deepEqual([slots.abandoned, slots.abandonedInAll], [1, 1]);
  resolve('at last');
  await promise;
  assert.deepEqual(running(), [0, 0, 0]);
  assert.deepEqual([slots.abandoned, slots.abandonedInAll], [0, 1]);
  assert.equal(freed.length, 1);
});

test('a call that is settled after its handler has ended sets no timer', async () => {
  const { clock, call, promise, resolve } = heldSlot();
  resolve('done');
  await promise;
  call.settle();
  assert.equal(clock.pending, 0);
});

test('a call that was settled before its handler began counts from then', () => {
  const clock = new ManualClock(0);
  const slots = new ConcurrencyLimit(1, {
    ...clock,
    limits: { abandonAfterMs: 100 },
    onRoom: () => {},
    onFree: () => {},
  });
  const compartment = { running: 0, times: new SlotTimes() };
  const call = new FakeWork();
  call.settle();
  slots.take(compartment);
  slots.hold(call, new Promise(() => {}), new Slot(compartment, new Tenant(1, { next: () => 1 }), 0));
  clock.advance(100);
  assert.equal(slots.running, 0);
});

test('a clock that goes back does not make negative times', async () => {
  const { clock, slots, promise, resolve } = heldSlot();
  clock.advance(-50);
  resolve('done');
  await promise;
  assert.equal(slots.times.meanMs, 0);
});

test('while the client is being asked others may have the slot, and that time does not count', async () => {
  const { clock, call, freed, slots, promise, resolve, running, rooms } = heldSlot();
  clock.advance(100);
  call.holding?.release();
  assert.deepEqual(running(), [0, 0, 0]);
  assert.equal(rooms(), 1);
  clock.advance(60_000);
  call.holding?.reclaim();
  assert.deepEqual(running(), [1, 1, 1]);
  clock.advance(50);
  resolve('answered');
  await promise;
  assert.deepEqual(running(), [0, 0, 0]);
  assert.deepEqual(freed, [[60_150, 150]]);
  assert.equal(slots.abandoned, 0);
});

test('a call that goes on after its question takes its slot even past the limit', () => {
  const { call, slots, compartment } = heldSlot();
  call.holding?.release();
  slots.take(compartment);
  call.holding?.reclaim();
  assert.equal(slots.running, 2);
  assert.equal(slots.hasRoom, false);
});

test('a call that was cancelled while its client was asked does not take its slot again', async () => {
  const { call, slots, promise, resolve, running } = heldSlot();
  call.holding?.release();
  call.settle();
  call.holding?.reclaim();
  assert.deepEqual(running(), [0, 0, 0]);
  resolve('too late');
  await promise;
  assert.deepEqual(running(), [0, 0, 0]);
  assert.equal(slots.abandoned, 0);
});

test('a call whose client is asked before its handler has returned holds nothing meanwhile', () => {
  const { slots, compartment } = heldSlot();
  const call = new FakeWork();
  call.paused = true;
  slots.take(compartment);
  slots.hold(call, new Promise(() => {}), new Slot(compartment, new Tenant(1, { next: () => 1 }), 0));
  assert.equal(slots.running, 1);
  call.holding?.reclaim();
  assert.equal(slots.running, 2);
});
