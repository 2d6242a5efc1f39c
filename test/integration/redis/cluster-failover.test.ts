// A Redis Cluster changes under its clients: a primary dies and its replica takes over, slots move. Stores follow.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { hashSlot } from '../../../src/stores/redis/hash-slot.ts';
import { RedisStores, type RedisStoresOptions } from '../../../src/stores/redis/redis-stores.ts';
import { ClusterGroup } from '../../support/redis/cluster-group.ts';
import type { RedisProcess } from '../../support/redis/redis-process.ts';
import { storeOptions } from '../../support/redis/store-pair.ts';
import { until } from '../../support/until.ts';

const TTL_MS = 3_600_000;
const PATIENCE = { timeoutMs: 60_000 };
const INITIAL = { logLevel: 'info', subscriptions: [] };

let group: ClusterGroup;
let options: RedisStoresOptions;
let stores: RedisStores;
before(async () => {
  group = await ClusterGroup.start();
});
after(() => group.stop());
beforeEach(async () => {
  options = storeOptions(group.url, { replyTimeoutMs: 2000 });
  stores = await RedisStores.open(options);
});
afterEach(() => stores.close());

/** The first of `name 0`, `name 1`, ... whose key, made by `keyOf`, is in a slot of `primary`. */
function nameAt(primary: RedisProcess, keyOf: (name: string) => string): string {
  const index = group.primaries.indexOf(primary);
  const bounds = [0, 5461, 10_923, 16_384];
  for (let count = 0; ; count++) {
    const slot = hashSlot(keyOf(`name${count}`));
    if (slot >= (bounds[index] as number) && slot < (bounds[index + 1] as number)) return `name${count}`;
  }
}

const sessionKey = (id: string): string => `${options.keyPrefix}session:${id}`;
const channelKey = (channel: string): string => `${options.keyPrefix}bus:${channel}`;

async function idOf(server: RedisProcess): Promise<string> {
  return String(await server.ask(['CLUSTER', 'MYID']));
}

test('a slot that has moved is followed, by commands and by subscriptions, and the gap is told', async () => {
  const [, from, to] = group.primaries as [RedisProcess, RedisProcess, RedisProcess];
  const channel = nameAt(from, channelKey);
  const slot = String(hashSlot(channelKey(channel)));
  const messages: string[] = [];
  let gaps = 0;
  stores.bus.onGap(() => gaps++);
  await stores.bus.subscribe(channel, (message) => messages.push(message));
  const target = await idOf(to);
  for (const server of [to, from, ...group.primaries])
    await server.ask(['CLUSTER', 'SETSLOT', slot, 'NODE', target]);
  await until(() => gaps === 1, { what: 'the gap', ...PATIENCE });
  await stores.bus.publish(channel, 'at the new place');
  await until(() => messages.length === 1, { what: 'the message', ...PATIENCE });
  assert.deepEqual(messages, ['at the new place']);
});

test('a key is found while its slot is on the way to another server', async () => {
  const [, from, to] = group.primaries as [RedisProcess, RedisProcess, RedisProcess];
  const id = nameAt(from, sessionKey);
  const slot = String(hashSlot(sessionKey(id)));
  const [source, target] = await Promise.all([idOf(from), idOf(to)]);
  await to.ask(['CLUSTER', 'SETSLOT', slot, 'IMPORTING', source]);
  await from.ask(['CLUSTER', 'SETSLOT', slot, 'MIGRATING', target]);
  await stores.sessions.create(id, TTL_MS);
  assert.deepEqual(await stores.sessions.touch(id, Date.now(), TTL_MS), INITIAL);
  assert.equal(await from.ask(['CLUSTER', 'COUNTKEYSINSLOT', slot]), 0);
  assert.equal(await to.ask(['CLUSTER', 'COUNTKEYSINSLOT', slot]), 1);
  for (const server of [to, from, ...group.primaries])
    await server.ask(['CLUSTER', 'SETSLOT', slot, 'NODE', target]);
  assert.deepEqual(await stores.sessions.touch(id, Date.now(), TTL_MS), INITIAL);
});

test('when a primary is killed its replica takes over, and what others hold is served meanwhile', async () => {
  const [victim, other] = group.primaries as [RedisProcess, RedisProcess];
  const [lost, safe] = [nameAt(victim, sessionKey), nameAt(other, sessionKey)];
  const channel = nameAt(victim, channelKey);
  const issuedAtMs = Date.now();
  const changed = { logLevel: 'error', subscriptions: ['test://a'] } as const;
  for (const id of [lost, safe]) await stores.sessions.create(id, TTL_MS);
  await stores.sessions.save(lost, changed, TTL_MS);
  const messages: string[] = [];
  let gaps = 0;
  stores.bus.onGap(() => gaps++);
  await stores.bus.subscribe(channel, (message) => messages.push(message));
  assert.equal(await victim.ask(['WAIT', '1', '10000']), 1);

  await victim.stop();
  await assert.rejects(stores.sessions.touch(lost, issuedAtMs, TTL_MS), { code: 'STORE_UNAVAILABLE' });
  assert.equal(stores.health.state, 'degraded');
  await until(() => stores.health.state === 'up', { what: 'the replica to take over', ...PATIENCE });

  assert.deepEqual(await stores.sessions.touch(lost, issuedAtMs, TTL_MS), changed);
  assert.deepEqual(await stores.sessions.touch(safe, issuedAtMs, TTL_MS), INITIAL);
  await until(() => gaps > 0, { what: 'the gap', ...PATIENCE });
  await stores.bus.publish(channel, 'hello');
  await until(() => messages.length === 1, { what: 'the message', ...PATIENCE });
});

test('a primary without a replica that hangs takes only its own keys away, at once', async () => {
  const [, other, victim] = group.primaries as [RedisProcess, RedisProcess, RedisProcess];
  const [lost, safe] = [nameAt(victim, sessionKey), nameAt(other, sessionKey)];
  for (const id of [lost, safe]) await stores.sessions.create(id, TTL_MS);
  const touch = (id: string) => stores.sessions.touch(id, Date.now(), TTL_MS);
  victim.pause();
  await until(() => stores.health.state === 'degraded', { what: 'the silence to be noticed', ...PATIENCE });
  await assert.rejects(touch(lost), { code: 'STORE_UNAVAILABLE' });
  victim.resume();
  await until(() => stores.health.state === 'up', { what: 'the primary to be back', ...PATIENCE });
  await until(
    () =>
      Promise.all([touch(lost), touch(safe)]).then(
        () => true,
        () => false,
      ),
    { what: 'both sessions', ...PATIENCE },
  );
});
