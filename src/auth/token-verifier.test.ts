// Access tokens: which are taken, what is read from them, and every reason for which one is refused.
import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { type CryptoKey, exportSPKI, importJWK, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { TokenIssuer } from '../../test/support/token-issuer.ts';
import { type FilledTokenAuth, fillAuthOptions, type TokenAuthOptions } from './auth-options.ts';
import { IssuerKeys } from './issuer-keys.ts';
import { TokenVerifier } from './token-verifier.ts';

const AUDIENCE = 'https://mcp.example/mcp';
const clock = new ManualClock();
const ada = await TokenIssuer.create();
const other = await TokenIssuer.create('https://other.example');

function verifier(options: Partial<TokenAuthOptions> = {}, issuers = [ada, other]): TokenVerifier {
  const auth = fillAuthOptions({ issuer: ada.issuer, audience: AUDIENCE, ...options }) as FilledTokenAuth;
  const keys = new Map<string, IssuerKeys>();
  for (const { issuer, fetch } of issuers.filter((one) => auth.issuers.includes(one.issuer))) {
    const source = { issuer, jwksUri: undefined, fetch, now: clock.now, onFailure: () => {} };
    keys.set(issuer, new IssuerKeys(source));
  }
  return new TokenVerifier({ auth, keys, now: clock.now });
}

const seconds = (offset: number) => Math.floor(clock.now() / 1000) + offset;

test('a token tells its principal, scopes, client and expiry', async () => {
  const principal = await verifier().verify(await ada.sign(clock.now()));
  assert.equal(principal.id, 'https://issuer.example#ada');
  assert.deepEqual(principal.scopes, ['tools:read']);
  assert.equal(principal.clientId, 'cli');
  // An hour, and the half minute that clocks may differ.
  assert.equal(principal.expiresAtMs, clock.now() + 3_630_000);
  assert.equal(principal.claims?.['sub'], 'ada');
});

test('one name at two issuers is two principals', async () => {
  const both = verifier({ issuer: [ada.issuer, other.issuer] });
  const first = await both.verify(await ada.sign(clock.now()));
  const second = await both.verify(await other.sign(clock.now()));
  assert.notEqual(first.id, second.id);
});

test('another claim can name the principal', async () => {
  const { id } = await verifier({ principalClaim: 'oid' }).verify(await ada.sign(clock.now(), { oid: '42' }));
  assert.equal(id, 'https://issuer.example#42');
});

for (const alg of ['RS256', 'PS256', 'ES384', 'EdDSA']) {
  test(`a token signed with ${alg} is taken`, async () => {
    const issuer = await TokenIssuer.create('https://issuer.example', alg);
    const { id } = await verifier({}, [issuer]).verify(await issuer.sign(clock.now()));
    assert.equal(id, 'https://issuer.example#ada');
  });
}

test('any of several audiences will do, on both sides', async () => {
  const several = verifier({ audience: ['files', AUDIENCE] });
  const token = await ada.sign(clock.now(), { aud: ['mail', 'files'] });
  assert.equal((await several.verify(token)).id, 'https://issuer.example#ada');
});

const SCOPE_CLAIMS: readonly [claims: Readonly<Record<string, unknown>>, scopes: readonly string[]][] = [
  [{ scope: 'a b' }, ['a', 'b']],
  [{ scope: '' }, []],
  [{ scope: undefined, scp: 'a b' }, ['a', 'b']],
  [{ scope: undefined, scp: ['a', 'b'] }, ['a', 'b']],
  [{ scope: undefined }, []],
  [{ scope: 7 }, []],
];
for (const [claims, scopes] of SCOPE_CLAIMS) {
  test(`the claims ${JSON.stringify(claims)} are the scopes ${JSON.stringify(scopes)}`, async () => {
    assert.deepEqual((await verifier().verify(await ada.sign(clock.now(), claims))).scopes, scopes);
  });
}

for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT', 'JWT', undefined]) {
  test(`a token of type ${typ} may be an access token`, async () => {
    const token = await ada.sign(clock.now(), {}, { typ } as JWTHeaderParameters);
    assert.equal((await verifier().verify(token)).id, 'https://issuer.example#ada');
  });
}

test('clocks may differ by half a minute either way, or by what is said', async () => {
  await verifier().verify(await ada.sign(clock.now(), { exp: seconds(-29) }));
  await verifier().verify(await ada.sign(clock.now(), { nbf: seconds(30) }));
  const strict = verifier({ clockSkewMs: 0 });
  await assert.rejects(strict.verify(await ada.sign(clock.now(), { exp: seconds(0) })));
  await assert.rejects(strict.verify(await ada.sign(clock.now(), { nbf: seconds(1) })));
});

async function refused(token: string, message: string, options: Partial<TokenAuthOptions> = {}) {
  await assert.rejects(verifier(options).verify(token), { name: 'InvalidCredential', message });
}

const WRONG_CLAIMS: readonly [what: string, claims: Readonly<Record<string, unknown>>, message: string][] = [
  ['has expired', { exp: seconds(-30) }, 'The token has expired.'],
  ['never expires', { exp: undefined }, 'The token says nothing of its expiry.'],
  ['expires at no number', { exp: 'soon' }, 'The token says nothing of its expiry.'],
  ['is not valid yet', { nbf: seconds(31) }, 'The token is not valid yet.'],
  ['is for somebody else', { aud: 'https://mcp.example' }, 'The token is for another audience.'],
  ['is for nobody', { aud: undefined }, 'The token is for another audience.'],
  ['is from nobody', { iss: undefined }, 'The token is from another issuer.'],
  ['is from an unknown issuer', { iss: 'https://evil.example' }, 'The token is from another issuer.'],
  ['is from an issuer with one slash more', { iss: `${ada.issuer}/` }, 'The token is from another issuer.'],
  ['names no principal', { sub: undefined }, 'A claim of the token is missing or wrong.'],
  ['has an empty principal', { sub: '' }, 'The token does not name its principal.'],
  ['has a principal that is no text', { sub: 7 }, 'The token does not name its principal.'],
  [
    'is bound to a key of its sender',
    { cnf: { jkt: 'x' } },
    'The token is bound to a key of its sender; send a plain bearer token.',
  ],
];
for (const [what, claims, message] of WRONG_CLAIMS) {
  test(`a token that ${what} is refused`, async () => {
    await refused(await ada.sign(clock.now(), claims), message);
  });
}

for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'token-introspection+jwt']) {
  test(`a token of type ${typ} is not an access token`, async () => {
    await refused(await ada.sign(clock.now(), {}, { typ }), 'The token is not an access token.');
  });
}

test('a token that says it is from one issuer and was signed by another is refused', async () => {
  const token = await other.sign(clock.now(), { iss: ada.issuer });
  await refused(token, 'The signature does not match.', { issuer: [ada.issuer, other.issuer] });
});

test('a token that was altered is refused', async () => {
  const [head, , signature] = (await ada.sign(clock.now())).split('.');
  const [, payload] = (await ada.sign(clock.now(), { sub: 'root' })).split('.');
  await refused(`${head}.${payload}.${signature}`, 'The signature does not match.');
});

test('a token whose signature was cut off is refused', async () => {
  const [head, payload] = (await ada.sign(clock.now())).split('.');
  await refused(`${head}.${payload}.`, 'The signature does not match.');
});

test('a token without signature is refused', async () => {
  const token = new UnsecuredJWT({ sub: 'ada' })
    .setIssuer(ada.issuer)
    .setAudience(AUDIENCE)
    .setExpirationTime(seconds(60))
    .encode();
  await refused(token, 'The signing algorithm is not allowed.');
});

test('a token signed with the public key as a shared secret is refused', async () => {
  const publicKey = await importJWK(ada.jwks.keys[0] ?? {}, 'ES256', { extractable: true });
  const secret = createSecretKey(await exportSPKI(publicKey as CryptoKey), 'utf8');
  const token = await new SignJWT({ sub: 'ada', iss: ada.issuer, aud: AUDIENCE, exp: seconds(60) })
    .setProtectedHeader({ alg: 'HS256', kid: 'key-1', typ: 'at+jwt' })
    .sign(secret);
  await refused(token, 'The signing algorithm is not allowed.');
});

test('a token that brings its own key is refused', async () => {
  const [jwk] = other.jwks.keys;
  const token = await other.sign(clock.now(), { iss: ada.issuer }, { kid: 'own', ...(jwk && { jwk }) });
  await refused(token, 'The signing key is not one of the issuer.');
});

test('an algorithm that is not listed is refused, also when the key is right', async () => {
  await refused(await ada.sign(clock.now()), 'The signing algorithm is not allowed.', {
    algorithms: ['RS256'],
  });
});

test('a token that demands what nobody understands is refused', async () => {
  const token = await ada.sign(clock.now());
  const [, payload, signature] = token.split('.');
  const head = { alg: 'ES256', kid: 'key-1', crit: ['b64'], b64: false };
  const text = Buffer.from(JSON.stringify(head)).toString('base64url');
  await refused(`${text}.${payload}.${signature}`, 'The signature does not match.');
});

for (const token of ['abc', 'a.b.c', '..', 'e30.e30.', 'e30.bnVsbA.e30']) {
  test(`"${token}" is not a token`, async () => {
    await assert.rejects(verifier().verify(token), { name: 'InvalidCredential' });
  });
}

test('a token that cannot be checked is not called invalid', async () => {
  const token = await ada.sign(clock.now());
  ada.down = new TypeError('fetch failed');
  try {
    await assert.rejects(verifier().verify(token), { name: 'FleetError', code: 'AUTH_UNAVAILABLE' });
  } finally {
    ada.down = undefined;
  }
});
