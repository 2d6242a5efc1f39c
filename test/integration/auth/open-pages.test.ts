// What stays open to everybody: the way to a token, health, and the question of a browser whether it may send.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { send } from '../wire/http.ts';
import { startNode } from '../wire/node.ts';
import { keyAuth, RESOURCE } from './key-node.ts';
import { tellingServer } from './protected-node.ts';

const { url } = await startNode(after, tellingServer(), { auth: keyAuth });

test('a page may ask before it sends, without a credential, and may read why it was refused', async () => {
  const local = await startNode(after, tellingServer(), { auth: { verify: () => undefined } });
  const headers = { Origin: 'http://localhost:3000', 'Access-Control-Request-Headers': 'authorization' };
  const preflight = await send(local.url, { method: 'OPTIONS', headers });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers['access-control-allow-headers'], 'authorization');
  const refused = await send(local.url, { headers });
  assert.equal(refused.status, 401);
  assert.equal(refused.headers['access-control-allow-origin'], 'http://localhost:3000');
  assert.match(String(refused.headers['access-control-expose-headers']), /WWW-Authenticate/);
});

test('the metadata is where clients look, for pages of any origin, as is their question before', async () => {
  for (const path of ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource']) {
    const page = new URL(path, url).href;
    const headers = { Origin: 'https://anywhere.example' };
    const answer = await send(page, { method: 'GET', headers });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    assert.deepEqual(JSON.parse(answer.text), {
      resource: RESOURCE,
      authorization_servers: ['https://issuer.example'],
      scopes_supported: ['read'],
      bearer_methods_supported: ['header'],
      resource_name: 'Telling server',
    });
    const preflight = await send(page, { method: 'OPTIONS', headers });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers['access-control-allow-origin'], '*');
    assert.equal(preflight.headers['access-control-allow-headers'], '*');
  }
});

test('health is open to everybody, and other pages are none of it', async () => {
  assert.equal((await send(new URL('/health', url).href, { method: 'GET' })).status, 200);
  assert.equal((await send(new URL('/ready', url).href, { method: 'GET' })).status, 200);
  assert.equal((await send(new URL('/health', url).href, { method: 'OPTIONS' })).status, 404);
  assert.equal((await send(new URL('/other', url).href, { method: 'GET' })).status, 404);
});

test('the name of the host in a request is not repeated, unless it is this machine', async () => {
  const own = await startNode(after, tellingServer(), {
    auth: { verify: () => undefined, issuer: 'https://issuer.example' },
  });
  const page = new URL('/.well-known/oauth-protected-resource', own.url).href;
  const here = await send(page, { method: 'GET' });
  assert.equal(JSON.parse(here.text).resource, own.url);
  const evil = await send(page, { method: 'GET', headers: { Host: 'evil.example' } });
  assert.equal(evil.status, 404);
});
