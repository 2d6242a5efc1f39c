// Redis away: what needs it fails at once and retryably, the state is told, and all is well again without a restart.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { FleetError, toRpcError } from '../../../src/protocol/errors.ts';
import { RedisStores, type RedisStoresOptions } from '../../../src/stores/redis/redis-stores.ts';
import { RedisProcess } from '../../support/redis/redis-process.ts';
import { storeOptions } from '../../support/redis/store-pair.ts';
import { until, within } from '../../support/until.ts';

const TTL_MS = 60_000;
const PATIENCE = { timeoutMs: 20_000 };

let server: RedisProcess;
let stores: RedisStores;
let states: string[];
let gaps: number;

/** The deadline of a command is far away, so that what comes in time cannot come from it. */
const FAR_DEADLINE = { replyTimeoutMs: 60_000, rateTimeoutMs: 60_000 };

async function open(options: Partial<RedisStoresOptions> = FAR_DEADLINE): Promise<void> {
  stores = await RedisStores.open(storeOptions(`redis://127.0.0.1:${server.port}`, options));
  states = [];
  gaps = 0;
  stores.onHealth(({ state }) => states.push(state));
  stores.bus.onGap(() => gaps++);
}

beforeEach(async () => {
  server = await RedisProcess.start();
});
afterEach(async () => {
  stores.close();
  await server.stop();
});

const touch = (id: string) => stores.sessions.touch(id, Date.now(), TTL_MS);

async function assertUnavailable(call: Promise<unknown>): Promise<void> {
  const answered = call.then(
    () => undefined,
    (error: unknown) => error,
  );
  const error = await within(answered, { what: 'a refusal', ...PATIENCE });
  assert.ok(error instanceof FleetError, `not refused: ${error}`);
  assert.deepEqual(toRpcError(error), {
    code: -32016,
    message: 'What the nodes share cannot be reached now. Try again soon.',
    data: { code: 'STORE_UNAVAILABLE', retryable: true, retryAfterMs: 1000 },
  });
  assert.equal(error.httpStatus, 503);
}

const becomes = (state: 'up' | 'degraded') =>
  until(() => stores.health.state === state, { what: `the store to be ${state}`, ...PATIENCE });

async function restart(): Promise<void> {
  const { port } = server;
  await server.stop();
  server = await RedisProcess.start({ port });
}

test('a server that was killed: every call is refused at once, and served when it is back', async () => {
  await open();
  await stores.sessions.create('a', TTL_MS);
  const { port } = server;
  await server.stop();
  await becomes('degraded');
  await assertUnavailable(touch('a'));
  await assertUnavailable(stores.sessions.create('b', TTL_MS));
  await assertUnavailable(stores.sessions.save('a', { logLevel: 'info', subscriptions: [] }, TTL_MS));
  await assertUnavailable(stores.sessions.end('a', Date.now(), TTL_MS));
  await assertUnavailable(stores.events.append('a', 'r1', { seq: 1, message: '{}', final: false }));
  await assertUnavailable(stores.events.readAfter('a', 'r1', 0));
  await assertUnavailable(stores.directory.list());
  await assertUnavailable(stores.events.claim('a', 'r1', { lostNodeId: 'a', nodeId: 'b', ttlMs: 1000 }));
  await assertUnavailable(stores.directory.remove('n'));
  await assertUnavailable(stores.secrets.obtain('s'));
  await within(stores.bus.publish('all', 'lost'), { what: 'the message to be given up', ...PATIENCE });
  server = await RedisProcess.start({ port });
  await becomes('up');
  assert.deepEqual(await touch('a'), { logLevel: 'info', subscriptions: [] });
  assert.deepEqual(states, ['degraded', 'up']);
});

test('calls that were under way when their server died are refused, not left hanging', async () => {
  await open();
  await stores.sessions.create('a', TTL_MS);
  server.pause();
  const calls = [touch('a'), stores.events.append('a', 'r1', { seq: 1, message: '{}', final: false })];
  const publishing = stores.bus.publish('all', 'lost');
  server.killNow();
  for (const call of calls) await assertUnavailable(call);
  await within(publishing, { what: 'the message to be given up', ...PATIENCE });
});

test('a server that hangs: the first calls wait for their deadline, and all are served when it goes on', async () => {
  await open({ replyTimeoutMs: 500 });
  await stores.sessions.create('a', TTL_MS);
  server.pause();
  await Promise.all([1, 2, 3].map(() => assertUnavailable(touch('a'))));
  assert.equal(stores.health.state, 'degraded');
  await within(stores.bus.publish('all', 'lost'), { what: 'the message to be given up', ...PATIENCE });
  server.resume();
  await becomes('up');
  assert.deepEqual(await touch('a'), { logLevel: 'info', subscriptions: [] });
});

test('a server that hangs is noticed without a call, and calls are then refused at once', async () => {
  await open();
  server.pause();
  await becomes('degraded');
  await assertUnavailable(touch('a'));
  server.resume();
  await becomes('up');
});

test('a lost connection is not noticed by calls that may be sent again', async () => {
  await open();
  await server.ask(['CLIENT', 'PAUSE', '60000', 'WRITE']);
  const waiting = [
    stores.sessions.create('a', TTL_MS),
    stores.events.append('a', 'r1', { seq: 1, message: '{}', final: false }),
    stores.directory.list(),
  ];
  await server.ask(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
  await server.ask(['CLIENT', 'UNPAUSE']);
  await within(Promise.all(waiting), { what: 'the calls', ...PATIENCE });
  assert.deepEqual(await stores.events.readAfter('a', 'r1', 0), {
    events: [{ seq: 1, message: '{}', final: false }],
    finished: false,
  });
});

test('a lost connection costs a message its chance: it is not sent twice', async () => {
  await open();
  const messages: string[] = [];
  await stores.bus.subscribe('all', (message) => messages.push(message));
  await server.ask(['CLIENT', 'PAUSE', '60000', 'WRITE']);
  const publishing = stores.bus.publish('all', 'perhaps');
  await server.ask(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
  await server.ask(['CLIENT', 'UNPAUSE']);
  await within(publishing, { what: 'the message to be given up', ...PATIENCE });
  await becomes('up');
  await stores.bus.publish('all', 'surely');
  await until(() => messages.includes('surely'), { what: 'the message', ...PATIENCE });
  assert.deepEqual(messages, ['surely']);
});

test('subscriptions come back with the server, and the gap is told once they have', async () => {
  await open({ ...FAR_DEADLINE, keyPrefix: 'gap:' });
  const messages: string[] = [];
  await stores.bus.subscribe('all', (message) => messages.push(message));
  await restart();
  await until(() => gaps > 0, { what: 'the gap', ...PATIENCE });
  // The other end of the bus may not be back yet.
  assert.equal(await server.ask(['PUBLISH', 'gap:bus:all', 'after the gap']), 1);
  await until(() => messages.length > 0, { what: 'a message after the gap', ...PATIENCE });
  assert.deepEqual(messages, ['after the gap']);
  assert.equal(gaps, 1);
});

test('a subscription that was made while the server was away comes into force with it, as after a gap', async () => {
  await open({ replyTimeoutMs: 300 });
  const { port } = server;
  await server.stop();
  const messages: string[] = [];
  const stop = await stores.bus.subscribe('all', (message) => messages.push(message));
  assert.equal(gaps, 0);
  server = await RedisProcess.start({ port });
  await until(() => gaps === 1, { what: 'the gap', ...PATIENCE });
  await becomes('up');
  await stores.bus.publish('all', 'hello');
  await until(() => messages.length === 1, { what: 'the message', ...PATIENCE });
  stop();
});

test('rate limits are decided by each node alone while the server is away', async () => {
  await open();
  const bucket = { scope: 'principal', key: 'ann', rate: { perSecond: 0.001, burst: 1 } } as const;
  assert.equal((await stores.rates.take([bucket])).ok, true);
  assert.equal((await stores.rates.take([bucket])).ok, false);
  await server.stop();
  await becomes('degraded');
  assert.equal((await stores.rates.take([bucket])).ok, true);
  assert.equal((await stores.rates.take([bucket])).ok, false);
});

test('rate limits do not wait long for a server that hangs', async () => {
  await open({ replyTimeoutMs: 60_000, rateTimeoutMs: 50 });
  server.pause();
  const bucket = { scope: 'tool', key: 'add', rate: { perSecond: 0.001, burst: 1 } } as const;
  const taken = Promise.all([stores.rates.take([bucket]), stores.rates.take([bucket])]);
  const takings = await within(taken, { what: 'the decisions', ...PATIENCE });
  assert.deepEqual(
    takings.map(({ ok }) => ok),
    [true, false],
  );
  server.resume();
});

test('a server that became a read-only replica is not used until it is a primary again', async () => {
  await open();
  const primary = await RedisProcess.start();
  try {
    await server.ask(['REPLICAOF', '127.0.0.1', String(primary.port)]);
    await assertUnavailable(stores.sessions.create('a', TTL_MS));
    await becomes('degraded');
    await until(() => stores.health.state === 'degraded' && /read-only replica/.test(stores.health.reason), {
      what: 'the reason',
      ...PATIENCE,
    });
    await server.ask(['REPLICAOF', 'NO', 'ONE']);
    await becomes('up');
    await stores.sessions.create('a', TTL_MS);
  } finally {
    await primary.stop();
  }
});

test('a server without memory refuses what is new, says so, and is up with the next that it takes', async () => {
  await open();
  await stores.events.append('a', 'r1', { seq: 1, message: '{}', final: false });
  await server.ask(['CONFIG', 'SET', 'maxmemory', '1', 'maxmemory-policy', 'noeviction']);
  await assertUnavailable(stores.sessions.create('a', TTL_MS));
  assert.ok(stores.health.state === 'degraded' && /OOM/.test(stores.health.reason));
  assert.equal((await stores.events.readAfter('a', 'r1', 0))?.events.length, 1);
  assert.equal(stores.health.state, 'degraded');
  await server.ask(['CONFIG', 'SET', 'maxmemory', '0']);
  await stores.sessions.create('a', TTL_MS);
  assert.deepEqual(stores.health, { state: 'up' });
});

test('a password that was changed is a reason to be degraded, and no reason to end', async () => {
  await open();
  await server.ask(['CONFIG', 'SET', 'requirepass', 'changed']);
  await server.ask(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
  await until(() => stores.health.state === 'degraded' && /wants a password/.test(stores.health.reason), {
    what: 'the reason',
    ...PATIENCE,
  });
  await assertUnavailable(touch('a'));
  await server.ask(['CONFIG', 'SET', 'requirepass', '']);
  await becomes('up');
  await stores.sessions.create('a', TTL_MS);
});

test('a server that lost everything takes its sessions in again, and the secrets that it is given', async () => {
  const clock = { nowMs: Date.now() };
  await open({ ...FAR_DEADLINE, now: () => clock.nowMs });
  const issuedAtMs = clock.nowMs;
  await stores.sessions.create('a', TTL_MS);
  await stores.secrets.obtain('one');
  clock.nowMs += 10 * TTL_MS;
  await restart();
  await becomes('up');
  // Far older than a session lives untouched: but this server cannot know whether it was.
  assert.deepEqual(await stores.sessions.touch('a', issuedAtMs, TTL_MS), {
    logLevel: 'info',
    subscriptions: [],
  });
  assert.deepEqual(await stores.secrets.obtain('two'), ['two']);
});

test('stores that were closed refuse, and let the process end', async () => {
  await open();
  stores.close();
  await assertUnavailable(touch('a'));
  await within(stores.bus.publish('all', 'lost'), { what: 'the message to be given up', ...PATIENCE });
});
