// What every store of sessions must keep. Run on each implementation, in memory and shared; those that are shared get
// two views of the same sessions, as two nodes have.

import assert from 'node:assert/strict';
import type { SessionState, SessionStore } from '../../src/session/session-store.ts';
import { checksOf } from './checks.ts';

export interface SessionStoreSubject {
  readonly store: SessionStore;
  /** The same sessions as another node sees them. */
  readonly elsewhere: SessionStore;
  /** When the store began to keep sessions, in milliseconds since the epoch. */
  readonly bornAtMs: number;
  readonly now: () => number;
  /** Lets time pass for the store, without waiting for it. */
  readonly pass: (ms: number) => void | Promise<void>;
  readonly close: () => void | Promise<void>;
}

const TTL_MS = 60_000;
const MAX_AGE_MS = 3_600_000;
const INITIAL: SessionState = { logLevel: 'info', subscriptions: [] };
const CHANGED: SessionState = { logLevel: 'error', subscriptions: ['file:///ä b', 'test://x?y=1'] };

export function sessionStoreContract(name: string, open: () => Promise<SessionStoreSubject>): void {
  const holds = checksOf(name, async () => {
    const subject = await open();
    // Sessions that this store opens are younger than the store, in whole seconds too.
    await subject.pass(2000);
    return subject;
  });

  holds('a new session is in its initial state, everywhere', async ({ store, elsewhere, now }) => {
    await store.create('a', TTL_MS);
    assert.deepEqual(await store.touch('a', now(), TTL_MS), INITIAL);
    assert.deepEqual(await elsewhere.touch('a', now(), TTL_MS), INITIAL);
  });

  holds('what is saved comes back, everywhere, and for that session only', async (subject) => {
    const { store, elsewhere, now } = subject;
    await store.create('a', TTL_MS);
    await store.create('b', TTL_MS);
    await store.save('a', CHANGED, TTL_MS);
    assert.deepEqual(await elsewhere.touch('a', now(), TTL_MS), CHANGED);
    assert.deepEqual(await store.touch('b', now(), TTL_MS), INITIAL);
  });

  holds('a later save replaces an earlier one as a whole', async ({ store, elsewhere, now }) => {
    await store.create('a', TTL_MS);
    await store.save('a', CHANGED, TTL_MS);
    await elsewhere.save('a', { logLevel: 'debug', subscriptions: [] }, TTL_MS);
    assert.deepEqual(await store.touch('a', now(), TTL_MS), { logLevel: 'debug', subscriptions: [] });
  });

  holds('a touched session lives on with its state', async ({ store, now, pass }) => {
    const issuedAtMs = now();
    await store.create('a', TTL_MS);
    await store.save('a', CHANGED, TTL_MS);
    for (let minutes = 0; minutes < 5; minutes++) {
      await pass(TTL_MS - 5000);
      assert.deepEqual(await store.touch('a', issuedAtMs, TTL_MS), CHANGED);
    }
  });

  holds('a save lets a session live on too', async ({ store, now, pass }) => {
    const issuedAtMs = now();
    await store.create('a', TTL_MS);
    await pass(TTL_MS - 5000);
    await store.save('a', CHANGED, TTL_MS);
    await pass(TTL_MS - 5000);
    assert.deepEqual(await store.touch('a', issuedAtMs, TTL_MS), CHANGED);
  });

  holds('a session that was not touched in time is over and stays so', async (subject) => {
    const { store, elsewhere, now, pass } = subject;
    const issuedAtMs = now();
    await store.create('a', TTL_MS);
    await pass(TTL_MS + 1000);
    assert.equal(await store.touch('a', issuedAtMs, TTL_MS), 'ended');
    assert.equal(await store.touch('a', issuedAtMs, TTL_MS), 'ended');
    assert.equal(await elsewhere.touch('a', issuedAtMs, TTL_MS), 'ended');
  });

  holds('an ended session is over at once, everywhere', async ({ store, elsewhere, now }) => {
    await store.create('a', TTL_MS);
    await store.create('b', TTL_MS);
    await store.end('a', now(), MAX_AGE_MS);
    assert.equal(await store.touch('a', now(), TTL_MS), 'ended');
    assert.equal(await elsewhere.touch('a', now(), TTL_MS), 'ended');
    assert.deepEqual(await store.touch('b', now(), TTL_MS), INITIAL);
  });

  holds(
    'a save that comes after the end does not bring a session back',
    async ({ store, elsewhere, now }) => {
      await store.create('a', TTL_MS);
      await elsewhere.end('a', now(), MAX_AGE_MS);
      await store.save('a', CHANGED, TTL_MS);
      assert.equal(await store.touch('a', now(), TTL_MS), 'ended');
    },
  );

  holds('a session that is older than the store is taken in, and kept from then on', async (subject) => {
    const { store, elsewhere, bornAtMs, pass } = subject;
    const issuedAtMs = bornAtMs - 10_000;
    assert.deepEqual(await store.touch('old', issuedAtMs, TTL_MS), INITIAL);
    await store.save('old', CHANGED, TTL_MS);
    await pass(TTL_MS - 5000);
    assert.deepEqual(await elsewhere.touch('old', issuedAtMs, TTL_MS), CHANGED);
  });

  holds(
    'the end of a session that is older than the store is remembered as long as asked',
    async (subject) => {
      const { store, elsewhere, bornAtMs, pass } = subject;
      const issuedAtMs = bornAtMs - 10_000;
      await store.end('old', issuedAtMs, MAX_AGE_MS);
      assert.equal(await elsewhere.touch('old', issuedAtMs, TTL_MS), 'ended');
      await pass(MAX_AGE_MS - 5000);
      assert.equal(await store.touch('old', issuedAtMs, TTL_MS), 'ended');
    },
  );

  holds('ending a session twice, or one that never was, is no error', async ({ store, now }) => {
    await store.create('a', TTL_MS);
    await store.end('a', now(), MAX_AGE_MS);
    await store.end('a', now(), MAX_AGE_MS);
    await store.end('never', now(), MAX_AGE_MS);
  });
}
