// docs/redis.md describes every key, channel and right that the stores use, and no others.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Bucket, LimitScope, RateStore } from '../../../src/flow/rate-store.ts';
import { RedisStores } from '../../../src/stores/redis/redis-stores.ts';
import { RedisProcess } from '../../support/redis/redis-process.ts';
import { SentinelGroup } from '../../support/redis/sentinel-group.ts';
import { storeOptions } from '../../support/redis/store-pair.ts';
import { until } from '../../support/until.ts';

const page = readFileSync(new URL('../../../docs/redis.md', import.meta.url), 'utf8');

interface DocumentedKey {
  readonly key: string;
  readonly type: string;
  readonly expires: boolean;
}

const documented: readonly DocumentedKey[] = [
  ...page.matchAll(/^\| `(mcp:[^`]+)` \| (\w+) \| ([^|]+) \| [^|]+ \|$/gm),
].map(([, key = '', type = '', expiry = '']) => ({ key, type, expires: expiry.trim() !== 'never' }));

const [serverRights = '', sentinelRights = ''] = [...page.matchAll(/^user fleet .*$/gm)].map(([line]) =>
  line.replace('PASSWORD', 'secret'),
);

/** Rate limits that must not be decided without Redis. */
const noLocalRates: RateStore = {
  take() {
    throw new Error('decided without Redis');
  },
};

let server: RedisProcess;
let stores: RedisStores;
before(async () => {
  server = await RedisProcess.start({ config: [serverRights] });
  const url = `redis://fleet:secret@127.0.0.1:${server.port}`;
  stores = await RedisStores.open(storeOptions(url, { keyPrefix: 'mcp:', localRates: noLocalRates }));
});
after(async () => {
  stores.close();
  await server.stop();
});

function bucket(scope: LimitScope): Bucket {
  return { scope, key: 'x', rate: { perSecond: 0.01, burst: 2 } };
}

/** Everything that the stores can do, so that everything they keep is there. */
async function doEverything(): Promise<void> {
  const node = {
    id: 'n1',
    status: 'running',
    load: 0,
    maxLoad: 1,
    url: 'http://127.0.0.1:5000/mcp',
    peerUrl: '',
    version: '1',
    startedAtMs: 1,
    toolsDigest: 'd',
  } as const;
  await stores.sessions.create('a', 60_000);
  await stores.sessions.touch('a', Date.now(), 60_000);
  await stores.sessions.save('a', { logLevel: 'error', subscriptions: [] }, 60_000);
  await stores.sessions.create('b', 60_000);
  await stores.sessions.end('b', Date.now(), 60_000);
  // Older than this Redis, so that it has to look how old it is.
  await stores.sessions.touch('old', Date.now() - 120_000, 60_000);
  for (let seq = 1; seq <= 3; seq++) {
    await stores.events.append('a', 'r1', { seq, message: 'x'.repeat(600_000), final: seq === 3 });
  }
  assert.equal((await stores.events.readAfter('a', 'r1', 2))?.finished, true);
  await stores.rates.take([bucket('node'), bucket('principal'), bucket('tool'), bucket('address')]);
  const messages: string[] = [];
  const stop = await stores.bus.subscribe('all', (message) => messages.push(message));
  await stores.bus.publish('all', 'hello');
  await until(() => messages.length === 1, { what: 'the message' });
  stop();
  await stores.directory.beat({ ...node, id: 'silent' }, 1);
  await stores.directory.beat({ ...node, id: 'removed' }, 15_000);
  await stores.directory.remove('removed');
  await stores.directory.beat(node, 15_000);
  assert.equal((await stores.directory.list()).length, 1);
  assert.equal((await stores.directory.list()).length, 1);
  await stores.events.claim('a', 'r1', { lostNodeId: 'n2', nodeId: 'n1', ttlMs: 60_000 });
  await stores.secrets.obtain('one');
  await stores.secrets.rotate('two', 2);
}

test('a user with the documented rights can do everything, and every key is documented with its type and expiry', async () => {
  assert.equal(documented.length, 9);
  await doEverything();
  const found = new Map<string, DocumentedKey>();
  for (const name of (await server.ask(['KEYS', '*'])) as string[]) {
    const rows = documented.filter(({ key }) => patternOf(key).test(name));
    assert.equal(rows.length, 1, `${name} is in ${rows.length} rows`);
    const [{ key, type, expires }] = rows as [DocumentedKey];
    const actual = {
      key,
      type: String(await server.ask(['TYPE', name])),
      expires: Number(await server.ask(['PTTL', name])) > 0,
    };
    assert.deepEqual(actual, { key, type, expires }, name);
    found.set(key, actual);
  }
  assert.deepEqual([...found.keys()].sort(), documented.map(({ key }) => key).sort());
});

test('sentinels need no more rights than documented', async () => {
  const group = await SentinelGroup.start({ sentinelConfig: [sentinelRights] });
  try {
    const url = `${group.url}?sentinelUsername=fleet&sentinelPassword=secret`;
    const opened = await RedisStores.open(storeOptions(url));
    opened.close();
  } finally {
    await group.stop();
  }
});

/** `<name>` stands for anything. */
function patternOf(key: string): RegExp {
  return new RegExp(`^${key.replaceAll(/[{}.]/g, '\\$&').replaceAll(/<\w+>/g, '[^:{}]+')}$`);
}
