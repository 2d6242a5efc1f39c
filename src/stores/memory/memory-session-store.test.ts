// What is particular to sessions in memory: how many there may be, and who goes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../../test/support/manual-clock.ts';
import { MemorySessionStore } from './memory-session-store.ts';

const TTL_MS = 60_000;

function storeFor(maxSessions: number) {
  const clock = new ManualClock();
  const store = new MemorySessionStore({ now: clock.now, maxSessions });
  clock.advance(2000);
  return { clock, store };
}

test('beyond the bound the session that was unused for longest ends', async () => {
  const { clock, store } = storeFor(2);
  store.create('a', TTL_MS);
  store.create('b', TTL_MS);
  await store.touch('a', clock.now(), TTL_MS);
  store.create('c', TTL_MS);
  assert.equal(store.size, 2);
  assert.equal(await store.touch('b', clock.now(), TTL_MS), 'ended');
  assert.notEqual(await store.touch('a', clock.now(), TTL_MS), 'ended');
});

test('expired sessions make room for new ones', () => {
  const { clock, store } = storeFor(1_000_000);
  for (let n = 0; n < 100; n++) store.create(`s${n}`, TTL_MS);
  clock.advance(TTL_MS + 1000);
  store.create('new', TTL_MS);
  assert.equal(store.size, 1);
});

test('ended sessions do not pile up without bound, and the newest end is remembered', async () => {
  const { clock, store } = storeFor(2);
  const beforeBirth = clock.now() - 10_000;
  for (const id of ['a', 'b', 'c']) store.end(id, beforeBirth, 3_600_000);
  assert.equal(await store.touch('c', beforeBirth, TTL_MS), 'ended');
  assert.notEqual(await store.touch('a', beforeBirth, TTL_MS), 'ended');
});

test('a session without changes costs no state of its own', async () => {
  const { clock, store } = storeFor(10);
  store.create('a', TTL_MS);
  store.create('b', TTL_MS);
  assert.equal(await store.touch('a', clock.now(), TTL_MS), await store.touch('b', clock.now(), TTL_MS));
});
