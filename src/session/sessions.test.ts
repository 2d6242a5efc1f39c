// Finding sessions: when the store is asked, when it is not, and when a session is over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { CountingStore, laterStore, testRing } from '../../test/support/sessions.ts';
import { MemorySessionStore } from '../stores/memory/memory-session-store.ts';
import { hashPrincipal } from './handle.ts';
import type { SessionStore } from './session-store.ts';
import { Sessions } from './sessions.ts';

const TTL_MS = 3_600_000;
const MAX_AGE_MS = 10 * TTL_MS;
const NOT_FOUND = {
  name: 'FleetError',
  code: 'SESSION_NOT_FOUND',
  httpStatus: 404,
  message: 'Session not found: open a new one with "initialize".',
};

const client = { info: { name: 'c', version: '1' }, capabilities: { roots: {} } };

/** One node, or several that share `store`. */
function node(clock: ManualClock, store: SessionStore, id = 'n1'): Sessions {
  let count = 0;
  return new Sessions({
    ring: testRing,
    store,
    ttlMs: TTL_MS,
    maxAgeMs: MAX_AGE_MS,
    now: clock.now,
    newId: () => `${id}s${++count}`,
  });
}

async function opened(principal?: string) {
  const clock = new ManualClock();
  const store = new CountingStore(new MemorySessionStore({ now: clock.now }));
  clock.advance(1000);
  const sessions = node(clock, store);
  const session = await sessions.open('2025-11-25', client, hashPrincipal(principal));
  store.asked.length = 0;
  return { clock, store, sessions, session, handle: session.handle };
}

/** Asks synchronously or not; what is thrown at once is a rejection too. */
async function find(sessions: Sessions, handle: string, principal?: string) {
  return await sessions.find(handle, hashPrincipal(principal));
}

test('a new session starts in its initial state and is known to the store', async () => {
  const clock = new ManualClock();
  const store = new CountingStore(new MemorySessionStore({ now: clock.now }));
  const session = await node(clock, store).open('2025-06-18', client, '');
  assert.deepEqual(store.asked, ['create']);
  assert.equal(session.facts.protocolVersion, '2025-06-18');
  assert.deepEqual(session.state, { logLevel: 'info', subscriptions: [] });
});

test('the node that opened a session need not ask the store for its first request', async () => {
  const { store, sessions, session, handle } = await opened();
  assert.equal(await find(sessions, handle), session);
  assert.deepEqual(store.asked, []);
});

test('the store is asked for the first request of a session on a node, then not for a quarter of its lifetime', async () => {
  const { clock, store, handle } = await opened();
  const sessions = node(clock, store, 'n2');
  const first = await find(sessions, handle);
  assert.deepEqual(store.asked, ['touch']);
  clock.advance(TTL_MS / 4 - 1);
  assert.equal(await find(sessions, handle), first);
  assert.deepEqual(store.asked, ['touch']);
  clock.advance(1);
  assert.equal(await find(sessions, handle), first);
  assert.deepEqual(store.asked, ['touch', 'touch']);
});

test('a session that the node knows is found without a promise', async () => {
  const { sessions, handle } = await opened();
  const first = sessions.find(handle, '');
  assert.equal(first instanceof Promise, false);
  assert.equal(sessions.find(handle, ''), first);
});

test('a session in use outlives its time to live many times over', async () => {
  const { clock, sessions, handle } = await opened();
  for (let hours = 0; hours < 9; hours++) {
    clock.advance(TTL_MS / 2);
    await find(sessions, handle);
    clock.advance(TTL_MS / 2);
    await find(sessions, handle);
  }
});

test('a session that was not used for its time to live is over', async () => {
  const { clock, sessions, handle } = await opened();
  await find(sessions, handle);
  clock.advance(TTL_MS + 1000);
  await assert.rejects(find(sessions, handle), NOT_FOUND);
  await assert.rejects(find(sessions, handle), NOT_FOUND);
});

test('a session past its greatest age is over, used or not', async () => {
  const { clock, store, sessions, handle } = await opened();
  for (let quarters = 0; quarters < 40; quarters++) {
    await find(sessions, handle);
    clock.advance(TTL_MS / 4);
  }
  clock.advance(1000);
  store.asked.length = 0;
  await assert.rejects(find(sessions, handle), NOT_FOUND);
  assert.deepEqual(store.asked, []);
});

test('an ended session is gone at once, on this node and for one that never saw it', async () => {
  const { clock, store, sessions, session, handle } = await opened();
  await find(sessions, handle);
  await sessions.end(session);
  await assert.rejects(find(sessions, handle), NOT_FOUND);
  await assert.rejects(find(node(clock, store, 'n2'), handle), NOT_FOUND);
});

test('a node that knew a session learns of its end elsewhere within a quarter of its lifetime', async () => {
  const { clock, store, sessions, handle } = await opened();
  const other = node(clock, store, 'n2');
  await find(sessions, handle);
  await other.end(await find(other, handle));
  clock.advance(TTL_MS / 4);
  await assert.rejects(find(sessions, handle), NOT_FOUND);
});

test('a session opened on one node is found by another that shares the keys', async () => {
  const { clock, store, handle } = await opened();
  const found = await find(node(clock, store, 'n2'), handle);
  assert.deepEqual(found.facts.client, client);
  assert.equal(found.facts.id, 'n1s1');
});

test('a change of state is saved and seen by another node', async () => {
  const { clock, store, sessions, session, handle } = await opened();
  await sessions.update(session, { logLevel: 'error' });
  await sessions.update(session, { subscriptions: ['a:1'] });
  assert.deepEqual(store.asked, ['save', 'save']);
  const found = await find(node(clock, store, 'n2'), handle);
  assert.deepEqual(found.state, { logLevel: 'error', subscriptions: ['a:1'] });
});

test('another principal gets the same answer as for a session that never was', async () => {
  const { sessions, handle } = await opened('ann');
  await find(sessions, handle, 'ann');
  await assert.rejects(find(sessions, handle, 'bob'), NOT_FOUND);
  await assert.rejects(find(sessions, handle, undefined), NOT_FOUND);
  await assert.rejects(find(sessions, 'no.handle', 'ann'), NOT_FOUND);
});

test('another principal does not keep a session alive, and asks nothing of the store', async () => {
  const { clock, store, sessions, handle } = await opened('ann');
  clock.advance(TTL_MS - 1000);
  await assert.rejects(find(sessions, handle, 'bob'), NOT_FOUND);
  assert.deepEqual(store.asked, []);
});

test('an altered handle asks nothing of the store', async () => {
  const { store, sessions, handle } = await opened();
  await assert.rejects(find(sessions, `${handle}A`), NOT_FOUND);
  await assert.rejects(find(sessions, handle.slice(1)), NOT_FOUND);
  assert.deepEqual(store.asked, []);
});

test('a session with a stream open here is one object, also when so many others came that it is looked up anew', async () => {
  const { store, sessions, session, handle } = await opened();
  sessions.pin(session);
  for (let n = 0; n < 10_000; n++) await sessions.open('2025-11-25', client, '');
  store.asked.length = 0;
  assert.equal(await find(sessions, handle), session);
  sessions.unpin(session);
  assert.notEqual(await find(sessions, handle), session);
});

test('a forgotten session is looked up anew', async () => {
  const { store, sessions, handle } = await opened();
  const first = await find(sessions, handle);
  sessions.forget(first);
  assert.notEqual(await find(sessions, handle), first);
  assert.deepEqual(store.asked, ['touch']);
});

test('first requests that come at once to a node with a distant store share one session object', async () => {
  const { clock, store, handle } = await opened();
  const other = node(clock, laterStore(store), 'n2');
  const [a, b] = await Promise.all([find(other, handle), find(other, handle)]);
  assert.equal(a, b);
  assert.equal(await find(other, handle), a);
});
