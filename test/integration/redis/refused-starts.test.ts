// A setting of the store that cannot take effect fails the start, with a message that says what to change.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RedisStores } from '../../../src/stores/redis/redis-stores.ts';
import { makeCertificates } from '../../support/redis/certificates.ts';
import { ClusterGroup } from '../../support/redis/cluster-group.ts';
import { RedisProcess } from '../../support/redis/redis-process.ts';
import { storeOptions } from '../../support/redis/store-pair.ts';

let open: RedisProcess;
let locked: RedisProcess;
let sentinel: RedisProcess;
let cluster: ClusterGroup;
before(async () => {
  [open, locked, cluster] = await Promise.all([
    RedisProcess.start(),
    RedisProcess.start({
      password: 'secret',
      config: [
        'user reader on >secret ~* &* +@read +@connection',
        'user mute on >secret ~* resetchannels +@all',
      ],
    }),
    ClusterGroup.start(),
  ]);
  const config = [`sentinel monitor main 127.0.0.1 ${open.port} 1`];
  sentinel = await RedisProcess.start({ isSentinel: true, config });
});
after(() => Promise.all([open.stop(), locked.stop(), cluster.stop(), sentinel.stop()]));

async function assertRefused(url: string, message: RegExp, startTimeoutMs?: number): Promise<void> {
  const started = RedisStores.open(storeOptions(url, startTimeoutMs === undefined ? {} : { startTimeoutMs }));
  await assert.rejects(started, (error: Error) => {
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /wrong-word|secret/);
    assert.equal(error.name, 'RedisSetupError');
    return true;
  });
}

const at = (server: RedisProcess): string => `127.0.0.1:${server.port}`;

test('no password where one is needed', async () => {
  await assertRefused(`redis://${at(locked)}`, /wants a password: put user:password@ before the host/);
});

test('a wrong password, an unknown user', async () => {
  await assertRefused(`redis://:wrong-word@${at(locked)}`, /does not accept the user or the password/);
  await assertRefused(`redis://nobody:wrong-word@${at(locked)}`, /does not accept the user or the password/);
});

test('a database that does not exist', async () => {
  await assertRefused(`redis://${at(open)}/4711`, /has no database of the number/);
});

test('a user who may not write, or not subscribe', async () => {
  await assertRefused(`redis://reader:secret@${at(locked)}`, /refuses what it has to do: NOPERM .*evalsha/i);
  await assertRefused(`redis://mute:secret@${at(locked)}`, /refuses what it has to do: NOPERM .*channel/i);
});

test('the form for a single server, at something else', async () => {
  const [primary] = cluster.primaries as [RedisProcess];
  await assertRefused(`redis://${at(primary)}`, /is a node of a Redis Cluster: use redis\+cluster:\/\//);
  await assertRefused(`redis://${at(sentinel)}`, /is a sentinel: use redis\+sentinel:\/\/host\/primary-name/);
});

test('the form for a cluster, at something else', async () => {
  await assertRefused(`redis+cluster://${at(open)}`, /is a single server: use redis:\/\/ or rediss:\/\//);
  await assertRefused(`redis+cluster://${at(sentinel)}`, /is a sentinel/);
});

test('the form for sentinels, at something else, or with a primary that they do not watch', async () => {
  await assertRefused(`redis+sentinel://${at(open)}/main`, /is a single server/);
  await assertRefused(`redis+sentinel://${at(sentinel)}/other`, /watches no primary named "other"/);
  const lost = `redis+sentinel://127.0.0.1:1,${at(sentinel)}/other`;
  await assertRefused(lost, /watches no primary named "other"/);
});

test('TLS where there is none, and none where there is', async () => {
  const tls = makeCertificates();
  const encrypted = await RedisProcess.start({ tls });
  try {
    await assertRefused(`rediss://${at(open)}`, /if it does not speak TLS, use redis, not rediss/, 3000);
    await assertRefused(`redis://${at(encrypted)}`, /if it wants TLS, use rediss, not redis/, 3000);
    await assertRefused(
      `rediss://${at(encrypted)}`,
      /has a certificate that is not trusted: name its authority/,
    );
  } finally {
    await encrypted.stop();
    tls.remove();
  }
});

test('a file that cannot be read', async () => {
  await assertRefused(
    `rediss://${at(open)}?tlsCa=/no/such.pem`,
    /tlsCa in the store's URL cannot be read: ENOENT/,
  );
});

test('a server that nobody runs', async () => {
  await assertRefused(
    'redis://:wrong-word@127.0.0.1:1',
    /^The store redis:\/\/127\.0\.0\.1:1 cannot be reached \(.*ECONNREFUSED.*\)\. Start it, or mend its URL\.$/,
    300,
  );
  await assertRefused(
    'redis+cluster://127.0.0.1:1',
    /redis\+cluster:\/\/127\.0\.0\.1:1 cannot be reached/,
    300,
  );
  await assertRefused('redis+sentinel://127.0.0.1:1/main', /redis\+sentinel:.*\/main cannot be reached/, 300);
});

test('a replica', async () => {
  const replica = await RedisProcess.start({ config: [`replicaof 127.0.0.1 ${open.port}`] });
  try {
    await assertRefused(`redis://${at(replica)}`, /is a read-only replica: name its primary/, 1000);
  } finally {
    await replica.stop();
  }
});
