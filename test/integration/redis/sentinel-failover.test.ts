// Sentinel promotes a replica when the primary dies or hangs: stores follow without a restart, and lose nothing that had
// reached the replica.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RedisStores } from '../../../src/stores/redis/redis-stores.ts';
import { SentinelGroup } from '../../support/redis/sentinel-group.ts';
import { storeOptions } from '../../support/redis/store-pair.ts';
import { until } from '../../support/until.ts';

const TTL_MS = 3_600_000;
const FAILOVER = { timeoutMs: 60_000 };
const CHANGED = { logLevel: 'error', subscriptions: ['test://a'] } as const;

let group: SentinelGroup;
before(async () => {
  group = await SentinelGroup.start();
});
after(() => group.stop());

test('after the primary was killed, sessions, events and subscriptions go on at the new one', async () => {
  const primary = await group.primary();
  const options = storeOptions(group.url, { replyTimeoutMs: 1000 });
  const [here, there] = await Promise.all([RedisStores.open(options), RedisStores.open(options)]);
  try {
    const issuedAtMs = Date.now();
    await here.sessions.create('a', TTL_MS);
    await here.sessions.save('a', CHANGED, TTL_MS);
    await here.sessions.end('gone', issuedAtMs, TTL_MS);
    await here.events.append('a', 'r1', { seq: 1, message: '"one"', final: false });
    const messages: string[] = [];
    let gaps = 0;
    there.bus.onGap(() => gaps++);
    await there.bus.subscribe('all', (message) => messages.push(message));
    assert.equal(await primary.ask(['WAIT', '1', '10000']), 1);

    // A sentinel that is not there must not keep anybody from the others.
    await group.sentinels[0]?.stop();
    await primary.stop();
    await until(() => here.health.state === 'degraded' && there.health.state === 'degraded', {
      what: 'both nodes to notice',
      ...FAILOVER,
    });
    await until(() => here.health.state === 'up' && there.health.state === 'up', {
      what: 'the new primary',
      ...FAILOVER,
    });

    assert.deepEqual(await there.sessions.touch('a', issuedAtMs, TTL_MS), CHANGED);
    assert.equal(await there.sessions.touch('gone', issuedAtMs, TTL_MS), 'ended');
    await here.events.append('a', 'r1', { seq: 2, message: '"two"', final: true });
    const reading = await there.events.readAfter('a', 'r1', 0);
    assert.deepEqual(
      reading?.events.map(({ message }) => message),
      ['"one"', '"two"'],
    );
    await until(() => gaps > 0, { what: 'the gap to be told', ...FAILOVER });
    await here.bus.publish('all', 'hello');
    await until(() => messages.length === 1, { what: 'the message' });
    assert.deepEqual(messages, ['hello']);
  } finally {
    here.close();
    there.close();
  }
});
