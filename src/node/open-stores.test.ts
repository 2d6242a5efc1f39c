// Which stores are opened, and that Redis costs nothing where it is not used.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStores } from './open-stores.ts';

test('without a URL they are in memory, and up', async () => {
  const stores = await openStores(undefined);
  await stores.sessions.create('a', 60_000);
  assert.deepEqual(await stores.sessions.touch('a', Date.now(), 60_000), {
    logLevel: 'info',
    subscriptions: [],
  });
  assert.deepEqual(await stores.secrets.obtain('one'), ['one']);
  assert.deepEqual(await stores.directory.list(), []);
  await stores.bus.publish('all', 'hello');
  assert.equal(stores.isPrivate, true);
  assert.deepEqual(stores.health, { state: 'up' });
  stores.onHealth(() => undefined)();
  stores.close();
});

test('without a URL the Redis client is not loaded', () => {
  const source = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ resolve: (specifier, context, next) => (loaded.push(specifier), next(specifier, context)) });
    const { openStores } = await import(${JSON.stringify(join(import.meta.dirname, 'open-stores.ts'))});
    (await openStores(undefined)).close();
    console.log(loaded.length > 5, loaded.filter((specifier) => /@redis|stores.redis/.test(specifier)).length);
  `;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
  assert.equal(stdout, 'true 0\n');
});

test('an option that is out of range is refused, and so is a URL of no known form', async () => {
  await assert.rejects(openStores(undefined, { replyTimeoutMs: 0 }), {
    name: 'RangeError',
    message: 'replyTimeoutMs must be an integer from 10 to 60000: 0.',
  });
  await assert.rejects(openStores('redis://127.0.0.1', { keyPrefix: '{a}' }), /keyPrefix must be/);
  await assert.rejects(openStores('memcached://127.0.0.1'), /none of the known forms/);
});
