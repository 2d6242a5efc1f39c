// The provider's keys change and the provider goes away, while clients call.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { until } from '../../support/until.ts';
import { callTool } from '../wire/modern.ts';
import type { AtEnd } from '../wire/node.ts';
import { assertRefused } from '../wire/refusal.ts';
import { OAuthClient } from './oauth-client.ts';
import { startNodeOf, startProtectedNode } from './protected-node.ts';

async function login(url: string, user: string): Promise<OAuthClient> {
  const client = new OAuthClient(url, { user, era: 'modern' });
  after(() => client.close());
  await client.connect();
  return client;
}

const callWith = (url: string, token: string) =>
  callTool(url, 'read', {}, { headers: { Authorization: `Bearer ${token}` } });

test('the provider changes its key under load, and no call notices', async (t) => {
  const { url, provider } = await startProtectedNode((stop) => t.after(stop));
  const [ada, bob] = [await login(url, 'ada'), await login(url, 'bob')];
  const statuses: number[] = [];
  let running = true;
  const callers = [ada, bob].map(async ({ memory }) => {
    while (running) statuses.push((await callWith(url, memory.accessToken)).status);
  });
  await until(() => statuses.length > 50, { what: 'load' });
  const oldToken = ada.memory.accessToken;
  provider.asked.length = 0;
  await provider.changeKeys();
  await Promise.all([ada.refresh(), bob.refresh()]);
  assert.notEqual(ada.memory.accessToken, oldToken);
  const before = statuses.length;
  await until(() => statuses.length > before + 50, { what: 'load with new tokens' });
  running = false;
  await Promise.all(callers);
  assert.deepEqual(new Set(statuses), new Set([200]));
  assert.equal(provider.asked.filter((path) => path === '/jwks').length, 1);
});

test('with the provider away, who has a token goes on, also one that the node never saw', async (t) => {
  const { url, provider, logged } = await startProtectedNode((stop) => t.after(stop));
  const [ada, bob] = [await login(url, 'ada'), await login(url, 'bob')];
  await bob.refresh();
  await provider.goAway();
  assert.equal((await callWith(url, ada.memory.accessToken)).status, 200);
  assert.equal((await callWith(url, bob.memory.accessToken)).status, 200);
  assert.deepEqual(
    logged.filter((line) => line.startsWith('cannot fetch')),
    [],
  );
});

const UNAVAILABLE = {
  status: 503,
  rpcCode: -32600,
  code: 'AUTH_UNAVAILABLE',
  says: /^The token cannot be checked now/,
  retryable: true,
} as const;

test('with the provider away, a token with a new key can be sent again later; it is not called invalid', async (t) => {
  const { url, provider, logged } = await startProtectedNode((stop) => t.after(stop));
  const ada = await login(url, 'ada');
  await provider.changeKeys();
  await ada.refresh();
  await provider.goAway();
  const answer = await callWith(url, ada.memory.accessToken);
  assertRefused(answer, UNAVAILABLE);
  assert.ok(Number(answer.headers['retry-after']) >= 1);
  assert.equal(answer.headers['www-authenticate'], undefined);
  assert.equal(logged.filter((line) => line.startsWith("cannot fetch the issuer's keys")).length, 1);
  assert.equal(logged.join('\n').includes(ada.memory.accessToken), false);
});

test('a node that has never met its provider says so, and serves when it has', async (t) => {
  const atEnd: AtEnd = (stop) => t.after(stop);
  const { url, provider } = await startProtectedNode(atEnd);
  const ada = await login(url, 'ada');
  await provider.goAway();
  const other = await startNodeOf(atEnd, provider);
  assertRefused(await callWith(other.url, ada.memory.accessToken), UNAVAILABLE);
  await provider.comeBack();
  const third = await startNodeOf(atEnd, provider);
  assert.equal((await callWith(third.url, ada.memory.accessToken)).status, 200);
});

test('a token for another server of the same provider is refused', async (t) => {
  const atEnd: AtEnd = (stop) => t.after(stop);
  const { url, provider } = await startProtectedNode(atEnd);
  const ada = await login(url, 'ada');
  const other = await startNodeOf(atEnd, provider, { auth: { audience: 'urn:example:other-server' } });
  const answer = await callWith(other.url, ada.memory.accessToken);
  assert.equal(answer.status, 401);
  assert.match(
    String(answer.headers['www-authenticate']),
    /error_description="The token is for another audience\."/,
  );
});
