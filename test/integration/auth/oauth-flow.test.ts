// The official client finds its own way from a refusal to an answer: metadata, registration, login, consent, token.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AUDIENCE } from './identity-provider.ts';
import { CALLBACK, OAuthClient } from './oauth-client.ts';
import { startProtectedNode } from './protected-node.ts';

const KNOWN = { client_id: 'known', redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none' };
const { url, provider, logged } = await startProtectedNode(after, {
  clients: [{ ...KNOWN, application_type: 'native', grant_types: ['authorization_code', 'refresh_token'] }],
  auth: { toolScopes: { remove: ['tools:write'] } },
});
const known = { client_id: 'known', issuer: provider.issuer };

for (const era of ['modern', 'session'] as const) {
  test(`a client that was never here registers, has its user log in, and calls (${era} era)`, async (t) => {
    const client = new OAuthClient(url, { user: 'ada', era });
    t.after(() => client.close());
    await client.connect();
    assert.deepEqual(client.person.submitted, ['login', 'consent']);
    assert.equal(client.memory.redirects[0]?.searchParams.get('resource'), url);
    assert.equal(client.memory.redirects[0]?.searchParams.get('code_challenge_method'), 'S256');
    // The client adds what it needs for refresh tokens.
    assert.equal(client.memory.redirects[0]?.searchParams.get('scope'), 'tools:read offline_access');

    const seen = JSON.parse(await client.call('whoami'));
    assert.equal(seen.principal, `${provider.issuer}#ada`);
    assert.deepEqual(seen.authInfo.scopes, ['tools:read']);
    assert.equal(seen.authInfo.extra.aud, AUDIENCE);
    assert.equal(seen.authInfo.clientId, seen.authInfo.extra.client_id);
    assert.ok(seen.authInfo.expiresAt * 1000 > Date.now());
  });

  test(`a tool that needs more has the user consent once more, and then runs (${era} era)`, async (t) => {
    // This provider keeps a client that registers itself to the scopes that it named then.
    const client = new OAuthClient(url, { user: 'ada', era, client: known });
    t.after(() => client.close());
    await client.connect();
    const { tools } = await client.sdk.listTools();
    assert.ok(tools.some(({ name }) => name === 'remove'));
    assert.equal(await client.withLogin(() => client.call('remove')), 'remove done');
    assert.deepEqual(client.statusesOf('tools/call'), [403, 200]);
    assert.equal(
      client.memory.redirects[1]?.searchParams.get('scope'),
      'tools:read tools:write offline_access',
    );
  });
}

test('a client that the provider knows needs no registration', async (t) => {
  const client = new OAuthClient(url, {
    user: 'ada',
    era: 'modern',
    client: { client_id: 'known', issuer: provider.issuer },
  });
  t.after(() => client.close());
  provider.asked.length = 0;
  await client.connect();
  assert.equal(provider.asked.includes('/reg'), false);
  assert.equal(JSON.parse(await client.call('whoami')).authInfo.clientId, 'known');
});

test('neither handlers nor logs get to see a token', async (t) => {
  const client = new OAuthClient(url, { user: 'ada', era: 'session' });
  t.after(() => client.close());
  await client.connect();
  const seen = await client.call('whoami');
  const { accessToken } = client.memory;
  assert.equal(seen.includes(accessToken), false);
  assert.equal('authorization' in JSON.parse(seen).headers, false);
  assert.equal(logged.join('\n').includes(accessToken), false);
});
