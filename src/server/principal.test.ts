// What handlers get to know of a credential.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authInfoOf } from './principal.ts';

test('a principal is told in the shape of the official SDK, with the time in seconds', () => {
  const claims = { sub: 'ada' };
  const principal = { id: 'x#ada', scopes: ['a'], clientId: 'cli', expiresAtMs: 1_800_000_000_999, claims };
  assert.deepEqual(authInfoOf(principal), {
    clientId: 'cli',
    scopes: ['a'],
    expiresAt: 1_800_000_000,
    extra: { sub: 'ada' },
  });
});

test('what is not known is left out', () => {
  assert.deepEqual(authInfoOf({ id: 'ada', scopes: [] }), { scopes: [] });
});
