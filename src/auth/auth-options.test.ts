// The options of authentication: what they mean when left out, and that a mistake is an error rather than an open door.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AuthOptions, fillAuthOptions } from './auth-options.ts';

const TOKENS = { issuer: 'https://issuer.example', audience: 'https://mcp.example/mcp' };
const verify = () => undefined;

test('tokens need an issuer and an audience; the rest has its documented default', () => {
  assert.deepEqual(fillAuthOptions(TOKENS), {
    kind: 'token',
    resource: undefined,
    issuers: ['https://issuer.example'],
    audiences: ['https://mcp.example/mcp'],
    jwksUri: undefined,
    algorithms: [
      ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'],
      'Ed25519',
    ],
    clockSkewMs: 30_000,
    principalClaim: 'sub',
    requiredScopes: [],
    toolScopes: new Map(),
    impliedScopes: new Map(),
    scopesSupported: [],
  });
});

test('a verify function needs nothing else', () => {
  assert.deepEqual(fillAuthOptions({ verify }), {
    kind: 'verify',
    verify,
    header: undefined,
    cacheMs: 60_000,
    resource: undefined,
    issuers: [],
    requiredScopes: [],
    toolScopes: new Map(),
    impliedScopes: new Map(),
    scopesSupported: [],
  });
});

test('clients are told to ask for the required scopes, unless others are named', () => {
  const requiredScopes = ['mcp'];
  assert.deepEqual(fillAuthOptions({ ...TOKENS, requiredScopes }).scopesSupported, ['mcp']);
  const named = fillAuthOptions({ ...TOKENS, requiredScopes, scopesSupported: ['mcp', 'files'] });
  assert.deepEqual(named.scopesSupported, ['mcp', 'files']);
});

test('what is on this machine needs no TLS', () => {
  for (const issuer of ['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000']) {
    assert.deepEqual(fillAuthOptions({ ...TOKENS, issuer }).issuers, [issuer]);
  }
});

const MISTAKES: readonly [options: object, message: RegExp][] = [
  [{}, /^auth needs either "issuer" and "audience", or "verify"\.$/],
  [{ issuer: TOKENS.issuer }, /^auth needs either/],
  [
    { ...TOKENS, requiredScope: ['mcp'] },
    /^auth has no option "requiredScope" of this kind; it has resource,/,
  ],
  [{ ...TOKENS, header: 'X-API-Key' }, /^auth has no option "header" of this kind/],
  [{ verify, audience: 'x' }, /^auth has no option "audience" of this kind/],
  [{ ...TOKENS, issuer: [] }, /^auth\.issuer names no issuer\.$/],
  [{ ...TOKENS, issuer: 'issuer.example' }, /^auth\.issuer must be an absolute URL/],
  [{ ...TOKENS, issuer: 'http://issuer.example' }, /^auth\.issuer must be an https: URL/],
  [{ ...TOKENS, issuer: 'http://localhost.evil.example' }, /^auth\.issuer must be an https: URL/],
  [{ ...TOKENS, issuer: 'https://issuer.example#a' }, /^auth\.issuer must not have a fragment/],
  [{ ...TOKENS, issuer: 'https://issuer.example?a' }, /^auth\.issuer must not have a query/],
  [{ ...TOKENS, audience: [] }, /^auth\.audience names no audience\.$/],
  [{ ...TOKENS, audience: '' }, /^auth\.audience must be a string or an array/],
  [{ ...TOKENS, jwksUri: 'ftp://issuer.example/keys' }, /^auth\.jwksUri must be an https: URL/],
  [
    { ...TOKENS, issuer: ['https://a.example', 'https://b.example'], jwksUri: 'https://a.example/keys' },
    /^auth\.jwksUri belongs to one issuer/,
  ],
  [{ ...TOKENS, algorithms: ['HS256'] }, /^auth\.algorithms may list RS256, .*: "HS256"\.$/],
  [{ ...TOKENS, algorithms: ['none'] }, /^auth\.algorithms may list/],
  [{ ...TOKENS, algorithms: [] }, /^auth\.algorithms may list/],
  [{ ...TOKENS, clockSkewMs: -1 }, /^auth\.clockSkewMs must be an integer from 0 to 3600000: -1\.$/],
  [{ ...TOKENS, principalClaim: '' }, /^auth\.principalClaim must be the name of a claim/],
  [{ ...TOKENS, requiredScopes: ['a b'] }, /^auth\.requiredScopes has a scope with a space/],
  [{ ...TOKENS, requiredScopes: ['a"'] }, /^auth\.requiredScopes has a scope with a space, a quote/],
  [{ ...TOKENS, toolScopes: { remove: [''] } }, /^auth\.toolScopes\["remove"\] must be a string or an array/],
  [{ ...TOKENS, impliedScopes: { admin: ['a b'] } }, /^auth\.impliedScopes\["admin"\] has a scope/],
  [{ ...TOKENS, resource: '/mcp' }, /^auth\.resource must be an absolute URL/],
  [{ ...TOKENS, resource: 'http://mcp.example/mcp' }, /^auth\.resource must be an https: URL/],
  [{ ...TOKENS, resource: 'https://mcp.example/mcp?a' }, /^auth\.resource must not have a query/],
  [{ verify: 'key' }, /^auth\.verify must be a function\.$/],
  [{ verify, header: 'X API Key' }, /^auth\.header must be the name of a header/],
  [{ verify, header: 'Authorization' }, /^auth\.header is not needed for Authorization/],
  [{ verify, cacheMs: 1.5 }, /^auth\.cacheMs must be an integer/],
];
for (const [options, message] of MISTAKES) {
  test(`${JSON.stringify(options)} is refused with what to change`, () => {
    assert.throws(() => fillAuthOptions(options as AuthOptions), { message });
  });
}
