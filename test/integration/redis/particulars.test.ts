// What is particular to the stores in Redis: what they make of things that servers lose, and of what is done twice.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { RedisStoresOptions } from '../../../src/stores/redis/redis-stores.ts';
import { RedisProcess } from '../../support/redis/redis-process.ts';
import { StorePair } from '../../support/redis/store-pair.ts';
import { until } from '../../support/until.ts';

const TTL_MS = 60_000;
const WEEK_MS = 7 * 24 * 3_600_000;
const INITIAL = { logLevel: 'info', subscriptions: [] };
const PREFIX = 'particular:';
const OPTIONS: Partial<RedisStoresOptions> = { keyPrefix: PREFIX, maxStreamEvents: 5 };

let server: RedisProcess;
let pair: StorePair;
before(async () => {
  server = await RedisProcess.start();
});
after(() => server.stop());
beforeEach(async () => {
  await server.ask(['FLUSHALL']);
  pair = await StorePair.open({ url: `redis://127.0.0.1:${server.port}`, servers: [server] }, OPTIONS);
  await pair.pass(2000);
});
afterEach(() => pair.close());

const lose = (session: string) => server.ask(['DEL', `${PREFIX}session:${session}`]);
const lifeOf = async (session: string) => Number(await server.ask(['PTTL', `${PREFIX}session:${session}`]));

test('a young session that a failover lost is taken in again, and keeps what is saved after', async () => {
  const { one, other, now } = pair;
  const issuedAtMs = now();
  await one.sessions.create('a', TTL_MS);
  await lose('a');
  assert.deepEqual(await other.sessions.touch('a', issuedAtMs, TTL_MS), INITIAL);
  await lose('a');
  await one.sessions.save('a', { logLevel: 'error', subscriptions: [] }, TTL_MS);
  assert.deepEqual(await other.sessions.touch('a', issuedAtMs, TTL_MS), {
    logLevel: 'error',
    subscriptions: [],
  });
});

test('the end of a session is remembered until its handle would not be taken in any more', async () => {
  const { one, now, bornAtMs } = pair;
  await one.sessions.create('a', TTL_MS);
  await one.sessions.end('a', now(), WEEK_MS);
  const life = await lifeOf('a');
  assert.ok(life > TTL_MS && life <= 2 * TTL_MS, `${life} ms`);
  await one.sessions.end('old', bornAtMs - 10_000, WEEK_MS);
  assert.ok((await lifeOf('old')) > WEEK_MS - TTL_MS);
});

test('a session that has ended stays so, also when it would have expired', async () => {
  const { one, other, now, pass } = bound(pair);
  const issuedAtMs = now();
  await one.sessions.create('a', TTL_MS);
  await one.sessions.end('a', issuedAtMs, WEEK_MS);
  await pass(TTL_MS - 5000);
  assert.equal(await other.sessions.touch('a', issuedAtMs, TTL_MS), 'ended');
  await pass(10 * TTL_MS);
  assert.equal(await other.sessions.touch('a', issuedAtMs, TTL_MS), 'ended');
});

test('an event that is appended twice is there once', async () => {
  const { one, other } = pair;
  const event = (seq: number) => ({ seq, message: `"${seq}"`, final: false });
  await one.events.append('a', 'r1', event(1));
  await one.events.append('a', 'r1', event(2));
  await one.events.append('a', 'r1', event(2));
  await one.events.append('a', 'r1', event(1));
  assert.deepEqual((await other.events.readAfter('a', 'r1', 0))?.events, [event(1), event(2)]);
});

test('a stream that lacks an event is not read past the hole', async () => {
  const { one, other } = pair;
  const event = (seq: number) => ({ seq, message: `"${seq}"`, final: false });
  for (const seq of [1, 2, 4]) await one.events.append('a', 'r1', event(seq));
  // The one that is missing comes late: a client may have been told that it is gone.
  await one.events.append('a', 'r1', event(3));
  assert.equal(await other.events.readAfter('a', 'r1', 1), undefined);
  assert.deepEqual((await other.events.readAfter('a', 'r1', 3))?.events, [event(4)]);
});

test('a stream of many small events is bounded by their number', async () => {
  const { one } = pair;
  for (let seq = 1; seq <= 8; seq++) await one.events.append('a', 'r1', { seq, message: '', final: false });
  assert.equal(await one.events.readAfter('a', 'r1', 2), undefined);
  assert.equal((await one.events.readAfter('a', 'r1', 3))?.events.length, 5);
});

test('an event that is larger than the bound is kept for a client that misses only this one', async () => {
  const { one } = pair;
  await one.events.append('a', 'r1', { seq: 1, message: 'small', final: false });
  await one.events.append('a', 'r1', { seq: 2, message: 'x'.repeat(2_000_000), final: true });
  assert.equal(await one.events.readAfter('a', 'r1', 0), undefined);
  assert.equal((await one.events.readAfter('a', 'r1', 1))?.events.length, 1);
});

test('a bucket goes on refilling when the clock of its server is set back', async () => {
  const bucket = { scope: 'tool', key: 'add', rate: { perSecond: 100, burst: 1 } } as const;
  const aheadMs = Date.now() + 3_600_000;
  await server.ask(['SET', `${PREFIX}{rate}:tool:add`, `1000000000 ${aheadMs}`]);
  const first = await pair.one.rates.take([bucket]);
  assert.deepEqual(first, { ok: false, emptiest: bucket, retryAfterMs: 10 });
  await pair.pass(10);
  assert.deepEqual(await pair.one.rates.take([bucket]), { ok: true });
});

test('a script is loaded again when the server has forgotten it', async () => {
  await pair.one.sessions.create('a', TTL_MS);
  await server.ask(['SCRIPT', 'FLUSH']);
  assert.deepEqual(await pair.one.sessions.touch('a', pair.now(), TTL_MS), INITIAL);
});

test('what a listener of the bus throws is reported, and keeps nothing from the others', async () => {
  const mishap = new Error('mishap');
  await pair.one.bus.subscribe('all', () => {
    throw mishap;
  });
  const messages: string[] = [];
  await pair.one.bus.subscribe('all', (message) => messages.push(message));
  await pair.other.bus.publish('all', 'news');
  await until(() => messages.length === 1, { what: 'the message' });
  assert.deepEqual(pair.reported, [mishap]);
});

test('a function that is subscribed twice is told twice, and each subscription ends by itself', async () => {
  const messages: string[] = [];
  const listener = (message: string) => void messages.push(message);
  const stop = await pair.one.bus.subscribe('all', listener);
  await pair.one.bus.subscribe('all', listener);
  await pair.one.bus.publish('all', 'twice');
  await until(() => messages.length === 2, { what: 'both messages' });
  stop();
  await pair.one.bus.publish('all', 'once');
  await until(() => messages.includes('once'), { what: 'the message' });
  assert.deepEqual(messages, ['twice', 'twice', 'once']);
});

function bound(stores: StorePair) {
  const { one, other, now } = stores;
  return { one, other, now, pass: (ms: number) => stores.pass(ms) };
}
