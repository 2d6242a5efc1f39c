// Who sends a request: at once when it is known, verified once when it is new, refused with what to do about it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { readHeaders } from '../protocol/headers.ts';
import { fillAuthOptions, type VerifiedPrincipal, type VerifyAuthOptions } from './auth-options.ts';
import { Authenticator } from './authenticator.ts';
import { Challenges } from './challenges.ts';
import type { CredentialedRequest } from './credential.ts';
import { FunctionVerifier } from './function-verifier.ts';
import { ProtectedResource } from './protected-resource.ts';
import { ScopeRules } from './scope-rules.ts';

interface Asked {
  readonly credential: string;
  readonly http: object;
}

function setUp(options: Partial<VerifyAuthOptions> = {}) {
  const clock = new ManualClock();
  const asked: Asked[] = [];
  const reported: unknown[] = [];
  const auth = fillAuthOptions({ verify: (key) => (key === 'good' ? { id: 'ada' } : undefined), ...options });
  assert.ok(auth.kind === 'verify');
  const { verify } = auth;
  const counting = async (credential: string, http: never) => {
    asked.push({ credential, http });
    return verify(credential, http);
  };
  const { header, requiredScopes } = auth;
  const resource = new ProtectedResource({ ...auth, path: '/mcp', server: { name: 'Files' } });
  const authenticator = new Authenticator({
    verifier: new FunctionVerifier({ ...auth, verify: counting as typeof verify }),
    scopes: new ScopeRules(auth),
    challenges: new Challenges({ resource, requiredScopes, header }),
    header,
    now: clock.now,
    report: (error) => `ref-${reported.push(error)}`,
  });
  return { authenticator, clock, asked, reported };
}

function request(headers: Record<string, string>): CredentialedRequest {
  return {
    wire: readHeaders(Object.entries(headers).flat()),
    headers: {},
    remoteAddress: '192.0.2.1',
    secretHeader: (name) => headers[name],
  };
}

const bearer = (token: string) => request({ authorization: `Bearer ${token}` });

async function errorOf(attempt: () => unknown): Promise<Record<string, unknown>> {
  try {
    await attempt();
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error('It was not refused.');
}

test('a known credential is answered at once, with the same principal', async () => {
  const { authenticator, asked } = setUp();
  const first = await authenticator.authenticate(bearer('good'));
  assert.equal(first.id, 'ada');
  assert.equal(authenticator.authenticate(bearer('good')), first);
  assert.equal(asked.length, 1);
});

test('a credential that comes many times at once is verified once', async () => {
  const gate = Promise.withResolvers<VerifiedPrincipal>();
  const { authenticator, asked } = setUp({ verify: () => gate.promise });
  const all = [1, 2, 3].map(() => authenticator.authenticate(bearer('good')));
  gate.resolve({ id: 'ada' });
  const [first, ...others] = await Promise.all(all);
  for (const one of others) assert.equal(one, first);
  assert.equal(asked.length, 1);
});

test('what is found out is trusted for a minute, or as long as is said, or not at all', async () => {
  for (const [cacheMs, trustedMs] of [
    [undefined, 60_000],
    [5000, 5000],
  ] as const) {
    const { authenticator, clock, asked } = setUp(cacheMs === undefined ? {} : { cacheMs });
    await authenticator.authenticate(bearer('good'));
    clock.advance(trustedMs - 1);
    await authenticator.authenticate(bearer('good'));
    assert.equal(asked.length, 1);
    clock.advance(1);
    await authenticator.authenticate(bearer('good'));
    assert.equal(asked.length, 2);
  }
  const { authenticator, asked } = setUp({ cacheMs: 0 });
  await Promise.all([authenticator.authenticate(bearer('good')), authenticator.authenticate(bearer('good'))]);
  assert.equal(asked.length, 2);
  await errorOf(() => authenticator.authenticate(bearer('bad')));
  await errorOf(() => authenticator.authenticate(bearer('bad')));
  assert.equal(asked.length, 4);
});

test('a credential is not trusted past its expiry', async () => {
  const startMs = new ManualClock().now();
  const { authenticator, clock, asked } = setUp({
    verify: () => ({ id: 'ada', expiresAtMs: startMs + 1000 }),
  });
  await authenticator.authenticate(bearer('good'));
  clock.advance(999);
  await authenticator.authenticate(bearer('good'));
  assert.equal(asked.length, 1);
  clock.advance(1);
  const { headers } = await errorOf(() => authenticator.authenticate(bearer('good')));
  assert.deepEqual(headers, {
    'WWW-Authenticate': 'Bearer error="invalid_token", error_description="The credential has expired."',
  });
});

test('a wrong credential is refused, unseen for five seconds, and then looked at again', async () => {
  let valid = false;
  const { authenticator, clock, asked } = setUp({ verify: () => (valid ? { id: 'ada' } : undefined) });
  const error = await errorOf(() => authenticator.authenticate(bearer('new')));
  assert.equal(error['code'], 'UNAUTHORIZED');
  assert.deepEqual(error['headers'], {
    'WWW-Authenticate': 'Bearer error="invalid_token", error_description="The credential is not valid."',
  });
  valid = true;
  clock.advance(4999);
  assert.throws(() => authenticator.authenticate(bearer('new')), { code: 'UNAUTHORIZED' });
  assert.equal(asked.length, 1);
  clock.advance(1);
  assert.equal((await authenticator.authenticate(bearer('new'))).id, 'ada');
});

test('a flood of wrong credentials does not push out the right ones', async () => {
  const { authenticator, asked } = setUp();
  await authenticator.authenticate(bearer('good'));
  for (let n = 0; n < 12_000; n++) await errorOf(() => authenticator.authenticate(bearer(`wrong${n}`)));
  asked.length = 0;
  await authenticator.authenticate(bearer('good'));
  assert.deepEqual(asked, []);
});

for (const [what, headers] of [
  ['without credential', {}],
  ['with an empty header', { authorization: '' }],
  ['with another scheme', { authorization: 'Basic YTpi' }],
] as const) {
  test(`a request ${what} is asked for one, and nobody is asked about it`, async () => {
    const { authenticator, asked } = setUp({ requiredScopes: ['mcp'] });
    const error = await errorOf(() => authenticator.authenticate(request(headers)));
    assert.equal(error['httpStatus'], 401);
    assert.deepEqual(error['headers'], { 'WWW-Authenticate': 'Bearer scope="mcp"' });
    assert.deepEqual(asked, []);
  });
}

test('a malformed credential is refused, and nobody is asked about it', async () => {
  const { authenticator, asked } = setUp();
  const error = await errorOf(() => authenticator.authenticate(request({ authorization: 'Bearer a b' })));
  assert.match(JSON.stringify(error['headers']), /invalid_token/);
  assert.deepEqual(asked, []);
});

test('a key in a header of its own is read from there alone', async () => {
  const { authenticator } = setUp({ header: 'X-API-Key' });
  assert.equal((await authenticator.authenticate(request({ 'x-api-key': 'good' }))).id, 'ada');
  const error = await errorOf(() => authenticator.authenticate(bearer('good')));
  assert.deepEqual(error['headers'], { 'WWW-Authenticate': 'ApiKey header="x-api-key"' });
});

test('the operator is told the address of the client', async () => {
  const { authenticator, asked } = setUp();
  await authenticator.authenticate(bearer('good'));
  assert.deepEqual(asked, [{ credential: 'good', http: { headers: {}, remoteAddress: '192.0.2.1' } }]);
});

test('a check that fails is reported and can be tried again, a second later in earnest', async () => {
  let failing = true;
  const { authenticator, clock, asked, reported } = setUp({
    verify: () => {
      if (failing) throw new Error('The database is away.');
      return { id: 'ada' };
    },
  });
  const error = await errorOf(() => authenticator.authenticate(bearer('good')));
  assert.equal(error['code'], 'AUTH_UNAVAILABLE');
  assert.equal(error['message'], 'The credential cannot be checked now (reference ref-1); try again.');
  assert.equal(error['retryAfterMs'], 1000);
  failing = false;
  clock.advance(999);
  await errorOf(() => authenticator.authenticate(bearer('good')));
  assert.equal(asked.length, 1);
  clock.advance(1);
  await authenticator.authenticate(bearer('good'));
  assert.deepEqual(reported.map(String), ['Error: The database is away.']);
});

test('an error that repeats the credential, however deep, is not logged', async () => {
  const secret = 'k-3f9c5b7d8e';
  const { authenticator, reported } = setUp({
    verify: (key) => {
      throw Object.assign(new Error('Request failed'), { config: { request: { headers: { auth: [key] } } } });
    },
  });
  await errorOf(() => authenticator.authenticate(bearer(secret)));
  assert.deepEqual(reported.map(String), ['Error: The error is not shown: it repeats the credential.']);
});

for (const [what, answer] of [
  ['without id', {}],
  ['with an empty id', { id: '' }],
  ['with scopes in one text', { id: 'ada', scopes: 'a b' }],
  ['that expires at no number', { id: 'ada', expiresAtMs: Number.NaN }],
] as const) {
  test(`a principal ${what} is a fault of the operator's code, not of the client`, async () => {
    const { authenticator, reported } = setUp({ verify: () => answer as unknown as VerifiedPrincipal });
    const error = await errorOf(() => authenticator.authenticate(bearer('good')));
    assert.equal(error['code'], 'AUTH_UNAVAILABLE');
    assert.ok(reported[0] instanceof TypeError);
  });
}

test('more verifications at a time than the node does are told to come back', async () => {
  const gate = Promise.withResolvers<VerifiedPrincipal>();
  const { authenticator } = setUp({ verify: () => gate.promise });
  const running = Array.from({ length: 1000 }, (_, n) => authenticator.authenticate(bearer(`key${n}`)));
  assert.throws(() => authenticator.authenticate(bearer('one-more')), {
    code: 'OVERLOADED',
    retryAfterMs: 1000,
  });
  gate.resolve({ id: 'ada' });
  await Promise.all(running);
  assert.equal((await authenticator.authenticate(bearer('one-more'))).id, 'ada');
});

test('a principal has what its scopes imply, and nobody can give it more', async () => {
  const { authenticator } = setUp({
    verify: () => ({ id: 'ada', scopes: ['admin'] }),
    impliedScopes: { admin: ['write'] },
  });
  const principal = await authenticator.authenticate(bearer('good'));
  assert.deepEqual(principal.scopes, ['admin', 'write']);
  assert.throws(() => (principal.scopes as string[]).push('root'), TypeError);
});
