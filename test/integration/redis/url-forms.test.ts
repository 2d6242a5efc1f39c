// Every form of a store's URL takes effect on real servers: users, databases, TLS, sentinels, clusters.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RedisStores } from '../../../src/stores/redis/redis-stores.ts';
import { type Certificates, makeCertificates } from '../../support/redis/certificates.ts';
import { ClusterGroup } from '../../support/redis/cluster-group.ts';
import { RedisProcess, type RedisProcessOptions } from '../../support/redis/redis-process.ts';
import { storeOptions } from '../../support/redis/store-pair.ts';
import { until } from '../../support/until.ts';

/** Opens the stores and uses them: commands, subscriptions, and steps over several keys. */
async function assertWorks(url: string, keyPrefix = 'form:'): Promise<void> {
  const stores = await RedisStores.open(storeOptions(url, { keyPrefix }));
  try {
    await stores.sessions.create('a', 60_000);
    assert.deepEqual(await stores.sessions.touch('a', Date.now(), 60_000), {
      logLevel: 'info',
      subscriptions: [],
    });
    const messages: string[] = [];
    await stores.bus.subscribe('all', (message) => messages.push(message));
    await stores.bus.publish('all', 'hello');
    await until(() => messages.length === 1, { what: 'the message' });
    assert.deepEqual(stores.health, { state: 'up' });
  } finally {
    stores.close();
  }
}

async function withServer(
  options: RedisProcessOptions,
  use: (server: RedisProcess) => Promise<void>,
): Promise<void> {
  const server = await RedisProcess.start(options);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

test('redis://host:port', async () => {
  await withServer({}, ({ port }) => assertWorks(`redis://127.0.0.1:${port}`));
});

test('a password, a user with a password, and both with odd characters', async () => {
  const config = ['user ann on >p%40ss@/:#w ~* &* +@all'];
  await withServer({ password: 'secret', config }, async ({ port }) => {
    await assertWorks(`redis://:secret@127.0.0.1:${port}`);
    await assertWorks(`redis://default:secret@127.0.0.1:${port}`);
    await assertWorks(`redis://ann:p%2540ss%40%2F%3A%23w@127.0.0.1:${port}`);
  });
});

test('a database', async () => {
  await withServer({}, async (server) => {
    await assertWorks(`redis://127.0.0.1:${server.port}/5`);
    assert.match(String(await server.ask(['INFO', 'keyspace'])), /^db5:keys=2,/m);
    assert.doesNotMatch(String(await server.ask(['INFO', 'keyspace'])), /^db0/m);
  });
});

test('a key prefix', async () => {
  await withServer({}, async (server) => {
    await assertWorks(`redis://127.0.0.1:${server.port}`, 'team-a.prod:');
    assert.deepEqual(((await server.ask(['KEYS', '*'])) as string[]).sort(), [
      'team-a.prod:born',
      'team-a.prod:session:a',
    ]);
  });
});

describe('with TLS', () => {
  let tls: Certificates & { remove(): void };
  before(() => {
    tls = makeCertificates();
  });
  after(() => tls.remove());

  test('rediss://, the authority named', async () => {
    await withServer({ tls }, ({ port }) => assertWorks(`rediss://127.0.0.1:${port}?tlsCa=${tls.ca}`));
  });

  test('a name that the certificate must have', async () => {
    await withServer({ tls }, async ({ port }) => {
      const url = `rediss://127.0.0.1:${port}?tlsCa=${tls.ca}&tlsServername=`;
      await assertWorks(`${url}redis.test`);
      await assert.rejects(assertWorks(`${url}other.test`), /other\.test/);
    });
  });

  test('a server that wants a certificate of its client', async () => {
    await withServer({ tls, config: ['tls-auth-clients yes'] }, async ({ port }) => {
      const url = `rediss://127.0.0.1:${port}?tlsCa=${tls.ca}`;
      await assertWorks(`${url}&tlsCert=${tls.cert}&tlsKey=${tls.key}`);
    });
  });

  test('rediss+cluster://, with a user', async () => {
    const cluster = await ClusterGroup.start({ tls, config: ['user ann on >secret ~* &* +@all'] });
    try {
      const [{ port }] = cluster.primaries as [RedisProcess];
      await assertWorks(`rediss+cluster://ann:secret@127.0.0.1:${port}?tlsCa=${tls.ca}`);
    } finally {
      await cluster.stop();
    }
  });

  test('rediss+sentinel://, with passwords for the sentinels and for the servers, and a database', async () => {
    await withServer({ tls, password: 'secret' }, async (primary) => {
      const config = [
        `sentinel monitor main 127.0.0.1 ${primary.port} 1`,
        'sentinel auth-pass main secret',
        'user bob on >watch ~* &* +@all',
      ];
      await withServer({ isSentinel: true, tls, password: 'other', config }, async ({ port }) => {
        const url = `rediss+sentinel://:secret@127.0.0.1:${port}/main/3?tlsCa=${tls.ca}`;
        await assertWorks(`${url}&sentinelPassword=other`);
        await assertWorks(`${url}&sentinelUsername=bob&sentinelPassword=watch`);
        assert.match(String(await primary.ask(['INFO', 'keyspace'])), /^db3:/m);
      });
    });
  });
});
