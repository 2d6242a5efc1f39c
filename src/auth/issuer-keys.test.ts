// Keys are fetched seldom, found when they are new, and kept when their issuer is away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeProtectedHeader, errors, type FlattenedJWSInput, type JWSHeaderParameters } from 'jose';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { TokenIssuer } from '../../test/support/token-issuer.ts';
import type { Fetch } from './fetch-json.ts';
import { IssuerKeys } from './issuer-keys.ts';

const NO_TOKEN = {} as FlattenedJWSInput;
const UNAVAILABLE = { name: 'FleetError', code: 'AUTH_UNAVAILABLE' };

async function setUp(options: { jwksUri?: URL; fetch?: Fetch } = {}) {
  const clock = new ManualClock();
  const issuer = await TokenIssuer.create();
  const failures: unknown[] = [];
  const keys = new IssuerKeys({
    issuer: issuer.issuer,
    jwksUri: options.jwksUri,
    fetch: options.fetch ?? issuer.fetch,
    now: clock.now,
    onFailure: (_issuer, error) => failures.push(error),
  });
  const header = async () => decodeProtectedHeader(await issuer.sign(clock.now())) as JWSHeaderParameters;
  const find = async (kid?: string) =>
    keys.forToken({ ...((await header()) as { alg: string }), ...(kid !== undefined && { kid }) }, NO_TOKEN);
  return { clock, issuer, keys, failures, find };
}

test('keys are discovered and fetched once, also by those who ask at the same time', async () => {
  const { issuer, find } = await setUp();
  await Promise.all([find(), find(), find()]);
  await find();
  assert.deepEqual(issuer.asked, ['/.well-known/oauth-authorization-server', '/keys']);
});

test('a given address of the keys is used without discovery', async () => {
  const { issuer, find } = await setUp({ jwksUri: new URL('https://issuer.example/keys') });
  await find();
  assert.deepEqual(issuer.asked, ['/keys']);
});

test('a key that is new at the issuer is found at once', async () => {
  const { issuer, find } = await setUp();
  await find();
  await issuer.rotate();
  await find();
  assert.equal(issuer.asked.filter((path) => path === '/keys').length, 2);
});

test('keys that do not exist send the node to the issuer no more than every ten seconds', async () => {
  const { clock, issuer, find } = await setUp();
  await find();
  issuer.asked.length = 0;
  for (const kid of ['a', 'b', 'c']) await assert.rejects(find(kid), errors.JWKSNoMatchingKey);
  assert.deepEqual(issuer.asked, ['/keys']);
  clock.advance(10_000);
  await assert.rejects(find('d'), errors.JWKSNoMatchingKey);
  assert.deepEqual(issuer.asked, ['/keys', '/keys']);
});

test('a first token with a key that does not exist costs one fetch', async () => {
  const { issuer, find } = await setUp();
  await assert.rejects(find('a'), errors.JWKSNoMatchingKey);
  assert.deepEqual(issuer.asked, ['/.well-known/oauth-authorization-server', '/keys']);
});

test('a withdrawn key is no longer found after ten minutes', async () => {
  const { clock, issuer, find } = await setUp();
  await find();
  const { kid } = decodeProtectedHeader(await issuer.sign(clock.now()));
  await issuer.rotate();
  clock.advance(599_999);
  await find(kid);
  clock.advance(1);
  await assert.rejects(find(kid), errors.JWKSNoMatchingKey);
});

test('with the issuer away, known keys go on being found for a day, and it is asked every ten seconds', async () => {
  const { clock, issuer, failures, find } = await setUp();
  await find();
  issuer.down = new TypeError('fetch failed');
  issuer.asked.length = 0;
  clock.advance(600_000);
  for (let n = 0; n < 3; n++) await find();
  assert.equal(issuer.asked.length, 1);
  assert.equal(failures.length, 1);
  clock.advance(10_000);
  await find();
  assert.equal(issuer.asked.length, 2);
  clock.advance(24 * 3_600_000 - 610_001);
  await find();
  clock.advance(1);
  await assert.rejects(find(), UNAVAILABLE);
});

test('keys that were never had cannot be told from unknown ones: try again', async () => {
  const { clock, issuer, find } = await setUp();
  issuer.down = new TypeError('fetch failed');
  await assert.rejects(find(), { ...UNAVAILABLE, retryable: true, retryAfterMs: 10_000 });
  clock.advance(4000);
  await assert.rejects(find(), { ...UNAVAILABLE, retryAfterMs: 6000 });
  assert.equal(issuer.asked.length, 1);
  issuer.down = undefined;
  clock.advance(6000);
  await find();
});

test('with the issuer away, an unknown key may be a new one: try again', async () => {
  const { issuer, clock, find } = await setUp();
  await find();
  issuer.down = new TypeError('fetch failed');
  await assert.rejects(find('new'), UNAVAILABLE);
  issuer.asked.length = 0;
  await assert.rejects(find('new'), UNAVAILABLE);
  assert.deepEqual(issuer.asked, []);
  issuer.down = undefined;
  clock.advance(10_000);
  await assert.rejects(find('new'), errors.JWKSNoMatchingKey);
});

test('after a failure the address of the keys is discovered anew', async () => {
  const { clock, issuer, find } = await setUp();
  await find();
  issuer.down = new TypeError('fetch failed');
  clock.advance(600_000);
  await find();
  issuer.down = undefined;
  issuer.asked.length = 0;
  clock.advance(10_000);
  await find();
  assert.deepEqual(issuer.asked, ['/.well-known/oauth-authorization-server', '/keys']);
});

test('a document that is no key set is as good as none, and the reason is reported', async () => {
  const { failures, find } = await setUp({
    jwksUri: new URL('https://issuer.example/keys'),
    fetch: async () => Response.json({ keys: 'none' }),
  });
  await assert.rejects(find(), UNAVAILABLE);
  assert.ok(failures[0] instanceof errors.JWKSInvalid);
});
