// Sessions and streams in the face of tokens that come and go: a session belongs to a principal, a stream to a token.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { decodeJwt } from 'jose';
import { until } from '../../support/until.ts';
import { open, send } from '../wire/http.ts';
import { openModern } from '../wire/modern.ts';
import { assertRefused } from '../wire/refusal.ts';
import { WireSession } from '../wire/session.ts';
import { OAuthClient } from './oauth-client.ts';
import { startNodeOf, startProtectedNode } from './protected-node.ts';

/** Tokens that live for two seconds, and streams that end soon after. */
const brief = await startProtectedNode(after, {
  tokenTtlSeconds: 2,
  auth: { clockSkewMs: 0 },
  node: { sseKeepAliveMs: 50 },
});
/** The same tokens, and streams that a test does not see ending. */
const calm = await startNodeOf(after, brief.provider, { auth: { clockSkewMs: 0 } });
/** Tokens that outlive every test. */
const lasting = await startProtectedNode(after);

async function login(url: string, user: string, era: 'modern' | 'session' = 'modern'): Promise<OAuthClient> {
  const client = new OAuthClient(url, { user, era });
  after(() => client.close());
  await client.connect();
  return client;
}

function expired(token: string): Promise<boolean> {
  const expiresAtMs = (decodeJwt(token).exp ?? 0) * 1000;
  return until(() => Date.now() > expiresAtMs, { what: 'the expiry of a token' });
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

test('a session goes on with the next token when the one that it was opened with has expired', async () => {
  const ada = await login(calm.url, 'ada', 'session');
  const { sessionId } = ada;
  const before = await ada.call('whoami');
  const { accessToken } = ada.memory;
  await expired(accessToken);
  const afterwards = await ada.call('whoami');
  assert.equal(JSON.parse(before).principal, `${brief.provider.issuer}#ada`);
  assert.equal(JSON.parse(afterwards).principal, `${brief.provider.issuer}#ada`);
  assert.equal(ada.sessionId, sessionId);
  assert.notEqual(ada.memory.accessToken, accessToken);
  assert.equal(ada.sent.filter(({ what }) => what === 'initialize').length, 2);
  assert.deepEqual(new Set(ada.sent.slice(3).map((one) => one.sessionId)), new Set([sessionId]));
  assert.deepEqual(ada.person.submitted, ['login', 'consent']);
});

test('a listening client comes back by itself with a new token when its stream ended with the old one', async () => {
  const ada = await login(brief.url, 'ada', 'session');
  await until(() => ada.statusesOf('GET').length >= 3, { what: 'the client came back', timeoutMs: 8000 });
  assert.deepEqual(ada.statusesOf('GET').slice(0, 3), [200, 401, 200]);
});

test('a session is not there for another user, whatever the request, and stays there for its own', async () => {
  const { url } = lasting;
  const [ada, bob] = [await login(url, 'ada'), await login(url, 'bob')];
  const session = await WireSession.open(url, { headers: bearer(ada.memory.accessToken) });
  const stolen = { ...session.headers, ...bearer(bob.memory.accessToken) };
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  for (const request of [
    { body },
    { method: 'GET', headers: { Accept: 'text/event-stream' } },
    { method: 'DELETE' },
  ]) {
    const answer = await send(url, { ...request, headers: { ...request.headers, ...stolen } });
    const rpcCode = -32600;
    const says = /^Session not found/;
    const id = 'body' in request ? { id: 1 } : {};
    assertRefused(answer, { status: 404, rpcCode, code: 'SESSION_NOT_FOUND', says, ...id });
  }
  assert.equal((await session.request('tools/list')).status, 200);
});

test('a session id is worth nothing without a token', async () => {
  const { url } = lasting;
  const ada = await login(url, 'ada');
  const session = await WireSession.open(url, { headers: bearer(ada.memory.accessToken) });
  const { Authorization: _, ...headers } = session.headers;
  assert.equal((await send(url, { headers, body: { jsonrpc: '2.0', id: 1, method: 'ping' } })).status, 401);
});

test('a stream that listens ends with its token, in both eras', async () => {
  const { url } = brief;
  const ada = await login(url, 'ada');
  await ada.refresh();
  const headers = bearer(ada.memory.accessToken);
  const session = await WireSession.open(url, { headers });
  const get = await session.listen();
  const notifications = { toolsListChanged: true };
  const modern = await openModern(url, 'subscriptions/listen', { notifications }, { headers });
  for (const { status, events } of [get, modern]) {
    assert.equal(status, 200);
    await until(() => events.ended, { what: 'the end of a stream' });
  }
  const again = await open(url, {
    method: 'GET',
    headers: { Accept: 'text/event-stream', ...session.headers },
  });
  assert.equal(again.status, 401);
});

test('a call that began with a valid token is finished', async () => {
  const release = Promise.withResolvers<void>();
  const { url, server } = brief;
  server.registerTool('hold', {}, async (ctx) => {
    ctx.log('info', 'begun');
    await release.promise;
    return { content: [{ type: 'text', text: 'done' }] };
  });
  const ada = await login(url, 'ada');
  await ada.refresh();
  const { accessToken } = ada.memory;
  const meta = { 'io.modelcontextprotocol/logLevel': 'info' };
  const { events } = await openModern(
    url,
    'tools/call',
    { name: 'hold' },
    { meta, headers: bearer(accessToken) },
  );
  await events.message();
  await expired(accessToken);
  release.resolve();
  assert.deepEqual((await events.message()).result?.['content'], [{ type: 'text', text: 'done' }]);
});
