// How often a node asks Redis for each of its actions, by the statistics of the server itself. A script is one command of
// the node; what it runs inside is counted by the server too, and stands here in full.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { NodeEntry } from '../../../src/cluster/directory-store.ts';
import { RedisStores, type RedisStoresOptions } from '../../../src/stores/redis/redis-stores.ts';
import { RedisProcess } from '../../support/redis/redis-process.ts';
import { storeOptions } from '../../support/redis/store-pair.ts';

const TTL_MS = 60_000;
/** What connections do on their own, and the test. */
const NOT_COUNTED = new Set(['ping', 'info', 'config|resetstat', 'hello', 'client|setinfo']);

let server: RedisProcess;
let options: RedisStoresOptions;
let stores: RedisStores;
before(async () => {
  server = await RedisProcess.start();
  options = storeOptions(`redis://127.0.0.1:${server.port}`);
  stores = await RedisStores.open(options);
});
after(async () => {
  stores.close();
  await server.stop();
});
beforeEach(async () => {
  await server.ask(['FLUSHALL']);
});

/** The commands that `act` costs when it is done for the second time: the server knows its scripts then. */
async function costOf(act: () => Promise<unknown>): Promise<Record<string, number>> {
  await act();
  await server.ask(['CONFIG', 'RESETSTAT']);
  await act();
  const counts = Object.entries(await server.commandCounts());
  return Object.fromEntries(counts.filter(([name]) => !NOT_COUNTED.has(name)));
}

test('opening a session', async () => {
  let count = 0;
  const cost = await costOf(() => stores.sessions.create(`s${count++}`, TTL_MS));
  assert.deepEqual(cost, { evalsha: 1, hmget: 1, hset: 1, pexpire: 1 });
});

test('the first touch of a session on a node', async () => {
  await stores.sessions.create('a', TTL_MS);
  const cost = await costOf(async () => stores.sessions.touch('a', Date.now(), TTL_MS));
  assert.deepEqual(cost, { evalsha: 1, hmget: 1, pexpire: 1 });
});

test('saving and ending a session', async () => {
  const state = { logLevel: 'error', subscriptions: [] } as const;
  const saving = await costOf(() => stores.sessions.save('a', state, TTL_MS));
  assert.deepEqual(saving, { evalsha: 1, hexists: 1, hset: 1, pexpire: 1 });
  const ending = await costOf(() => stores.sessions.end('a', Date.now(), TTL_MS));
  assert.deepEqual(ending, { evalsha: 1, del: 1, hset: 1, pexpire: 1 });
});

test('appending an event, and reading what a client missed', async () => {
  let seq = 0;
  const appending = await costOf(() =>
    stores.events.append('a', 'r1', { seq: ++seq, message: '{}', final: false }),
  );
  assert.deepEqual(appending, { evalsha: 1, xrevrange: 1, xadd: 1, pexpire: 1 });
  const reading = await costOf(() => stores.events.readAfter('a', 'r1', 0));
  assert.deepEqual(reading, { evalsha: 1, xrange: 2, xrevrange: 1 });
  const claim = { lostNodeId: 'a', nodeId: 'b', ttlMs: TTL_MS };
  assert.deepEqual(await costOf(() => stores.events.claim('a', 'r1', claim)), { evalsha: 1, set: 1, get: 1 });
});

test('a taking from all buckets of a call', async () => {
  const rate = { perSecond: 1, burst: 100 };
  const buckets = (['node', 'principal', 'tool', 'address'] as const).map((scope) => ({
    scope,
    key: 'x',
    rate,
  }));
  const cost = await costOf(async () => stores.rates.take(buckets));
  assert.deepEqual(cost, { evalsha: 1, time: 1, get: 4, set: 4 });
});

test('a message', async () => {
  const cost = await costOf(() => stores.bus.publish('all', 'hello'));
  assert.deepEqual(cost, { publish: 1 });
});

test('a heartbeat that tells of all other nodes, however many there are and whatever their load', async () => {
  const entry = (id: string, load: number): NodeEntry => ({
    id,
    status: 'running',
    load,
    maxLoad: 100,
    url: '',
    peerUrl: undefined,
    version: '1',
    startedAtMs: 1,
    toolsDigest: '',
  });
  const others = await RedisStores.open(options);
  const beatOthers = (load: number) =>
    Promise.all(['n2', 'n3', 'n4', 'n5'].map((id) => others.directory.beat(entry(id, load), TTL_MS)));
  const beat = (load: number) => stores.directory.beat(entry('n1', load), TTL_MS);
  await beatOthers(1);
  await beat(1);
  await beatOthers(2);
  await server.ask(['CONFIG', 'RESETSTAT']);
  const loads = (await beat(3)).map(({ load }) => load);
  assert.deepEqual(loads, [3, 2, 2, 2, 2]);
  const { evalsha, hgetall = 0 } = await server.commandCounts();
  assert.deepEqual({ evalsha, hgetall }, { evalsha: 2, hgetall: 0 });
  others.close();
});
