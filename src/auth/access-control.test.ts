// Authentication and authorization as a node uses them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { TokenIssuer } from '../../test/support/token-issuer.ts';
import { readHeaders } from '../protocol/headers.ts';
import { readMessage } from '../protocol/json-rpc.ts';
import { AccessControl } from './access-control.ts';
import { type AuthOptions, fillAuthOptions } from './auth-options.ts';

const clock = new ManualClock();
const issuer = await TokenIssuer.create();

function accessControl(options: Partial<AuthOptions> = {}, failures: unknown[] = []): AccessControl {
  const tokens = { issuer: issuer.issuer, audience: 'https://mcp.example/mcp' };
  const base = 'verify' in options ? {} : tokens;
  const auth = fillAuthOptions({ ...base, resource: 'https://mcp.example/mcp', ...options } as AuthOptions);
  return new AccessControl(auth, {
    path: '/mcp',
    server: { name: 'Files' },
    now: clock.now,
    fetch: issuer.fetch,
    report: () => 'ref',
    onKeysFailure: (of, error) => failures.push([of, String(error)]),
  });
}

function bearer(token: string) {
  const wire = readHeaders(['authorization', `Bearer ${token}`]);
  return { wire, headers: {}, remoteAddress: undefined, secretHeader: () => undefined };
}

const message = (method: string, params: object) => readMessage({ jsonrpc: '2.0', id: 1, method, params });

test('a token of the issuer is verified once and then known', async () => {
  const access = accessControl();
  const request = bearer(await issuer.sign(clock.now()));
  const principal = await access.authenticate(request);
  assert.equal(principal.id, 'https://issuer.example#ada');
  assert.equal(access.authenticate(request), principal);
});

test('a principal may call the tools that its scopes allow, and list them all', async () => {
  const access = accessControl({ requiredScopes: ['tools:read'], toolScopes: { remove: ['tools:write'] } });
  const principal = await access.authenticate(bearer(await issuer.sign(clock.now())));
  access.authorize(principal, undefined);
  access.authorize(principal, undefined, message('tools/list', {}));
  access.authorize(principal, undefined, message('tools/call', { name: 'list' }));
  access.authorize(principal, undefined, message('prompts/get', { name: 'remove' }));
  assert.throws(() => access.authorize(principal, undefined, message('tools/call', { name: 'remove' })), {
    code: 'INSUFFICIENT_SCOPE',
    data: { requiredScopes: ['tools:read', 'tools:write'] },
  });
});

test('a principal without the required scopes may do nothing', async () => {
  const access = accessControl({ requiredScopes: ['mcp'] });
  const principal = await access.authenticate(bearer(await issuer.sign(clock.now())));
  assert.throws(() => access.authorize(principal, undefined), { code: 'INSUFFICIENT_SCOPE' });
  assert.throws(() => access.authorize(principal, undefined, message('ping', {})), { httpStatus: 403 });
});

test('with the issuer away, a verified token goes on being accepted, and the operator is told', async () => {
  const failures: unknown[] = [];
  const access = accessControl({}, failures);
  const known = bearer(await issuer.sign(clock.now()));
  await access.authenticate(known);
  issuer.down = new TypeError('fetch failed');
  try {
    clock.advance(600_000);
    assert.equal((await access.authenticate(known)).id, 'https://issuer.example#ada');
    const another = bearer(await issuer.sign(clock.now(), { sub: 'bob' }));
    assert.equal((await access.authenticate(another)).id, 'https://issuer.example#bob');
    assert.deepEqual(failures, [['https://issuer.example', 'TypeError: fetch failed']]);
  } finally {
    issuer.down = undefined;
  }
});

test('the header that carries keys is known, so that it can be kept from handlers', () => {
  assert.equal(accessControl({ verify: () => undefined, header: 'X-API-Key' }).secretHeader, 'x-api-key');
  assert.equal(accessControl().secretHeader, undefined);
});

test('the metadata of the resource is served under the name of the server', () => {
  const json = accessControl().metadataAt('/.well-known/oauth-protected-resource/mcp', undefined) ?? '';
  assert.deepEqual(JSON.parse(json), {
    resource: 'https://mcp.example/mcp',
    authorization_servers: ['https://issuer.example'],
    bearer_methods_supported: ['header'],
    resource_name: 'Files',
  });
});
