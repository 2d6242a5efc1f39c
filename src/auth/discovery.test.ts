// Where an issuer's keys are, and whom to believe about it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discoverJwksUri, metadataUrls } from './discovery.ts';
import type { Fetch } from './fetch-json.ts';

/** Serves the documents and nothing else. */
function serving(documents: Record<string, unknown>, asked: string[] = []): Fetch {
  return async ({ href }) => {
    asked.push(href);
    return href in documents ? Response.json(documents[href]) : new Response('Not found', { status: 404 });
  };
}

test('an issuer without a path has its metadata in two places', () => {
  const urls = metadataUrls('https://issuer.example/').map(String);
  assert.deepEqual(urls, [
    'https://issuer.example/.well-known/oauth-authorization-server',
    'https://issuer.example/.well-known/openid-configuration',
  ]);
});

test('an issuer with a path has its metadata in three places', () => {
  const urls = metadataUrls('https://issuer.example/tenant/1').map(String);
  assert.deepEqual(urls, [
    'https://issuer.example/.well-known/oauth-authorization-server/tenant/1',
    'https://issuer.example/.well-known/openid-configuration/tenant/1',
    'https://issuer.example/tenant/1/.well-known/openid-configuration',
  ]);
});

test('the places are tried in their order until one has the metadata', async () => {
  const issuer = 'https://issuer.example/tenant';
  const asked: string[] = [];
  const [first = '', second = ''] = metadataUrls(issuer).map(String);
  const fetch = serving({ [second]: { issuer, jwks_uri: 'https://keys.example/tenant' } }, asked);
  assert.equal(String(await discoverJwksUri(issuer, fetch)), 'https://keys.example/tenant');
  assert.deepEqual(asked, [first, second]);
});

const ISSUER = 'https://issuer.example';
const PLACE = 'https://issuer.example/.well-known/oauth-authorization-server';

const UNTRUSTED: readonly [what: string, metadata: unknown][] = [
  ['of another issuer', { issuer: 'https://honest.example', jwks_uri: 'https://issuer.example/keys' }],
  [
    'that differs from the issuer by a slash',
    { issuer: `${ISSUER}/`, jwks_uri: 'https://issuer.example/keys' },
  ],
  ['without keys', { issuer: ISSUER }],
  ['whose keys are nowhere', { issuer: ISSUER, jwks_uri: '/keys' }],
  ['whose keys come without TLS', { issuer: ISSUER, jwks_uri: 'http://issuer.example/keys' }],
  ['that sends the node to itself for keys', { issuer: ISSUER, jwks_uri: 'http://127.0.0.1/keys' }],
  ['that is no object', ['keys']],
];
for (const [what, metadata] of UNTRUSTED) {
  test(`metadata ${what} is not used`, async () => {
    await assert.rejects(discoverJwksUri(ISSUER, serving({ [PLACE]: metadata })), { name: 'NotFetched' });
  });
}

test('an issuer on this machine may have its keys there without TLS', async () => {
  const issuer = 'http://127.0.0.1:4000';
  const jwks_uri = 'http://127.0.0.1:4000/keys';
  const fetch = serving({ [`${issuer}/.well-known/openid-configuration`]: { issuer, jwks_uri } });
  assert.equal(String(await discoverJwksUri(issuer, fetch)), jwks_uri);
});

test('an issuer that cannot be reached is not asked in other places', async () => {
  const asked: string[] = [];
  const fetch: Fetch = async ({ href }) => {
    asked.push(href);
    throw new TypeError('fetch failed');
  };
  await assert.rejects(discoverJwksUri(ISSUER, fetch), { message: 'fetch failed' });
  assert.deepEqual(asked, [PLACE]);
});
