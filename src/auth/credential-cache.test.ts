// What was found out about a credential is found again, for exactly that credential and no longer than it holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CredentialCache } from './credential-cache.ts';

const ADA = { id: 'ada' };
const BOB = { id: 'bob' };
const SIGNATURE = 's'.repeat(60);

function cache(maxEntries = 100, maxChars = 10_000): CredentialCache<{ id: string }> {
  return new CredentialCache({ maxEntries, maxChars });
}

test('an entry holds until its time and not at it', () => {
  const known = cache();
  known.set('key', ADA, 1000);
  assert.equal(known.get('key', 999), ADA);
  assert.equal(known.get('key', 1000), undefined);
});

test('credentials with one ending are told apart', () => {
  const known = cache();
  known.set(`Bearer ada.${SIGNATURE}`, ADA, 1000);
  assert.equal(known.get(`Bearer bob.${SIGNATURE}`, 0), undefined);
  assert.equal(known.get(SIGNATURE, 0), undefined);
  known.set(`Bearer bob.${SIGNATURE}`, BOB, 1000);
  assert.equal(known.get(`Bearer bob.${SIGNATURE}`, 0), BOB);
});

test('the longest unused gives way when there are too many', () => {
  const known = cache(2);
  known.set('a', ADA, 1000);
  known.set('b', BOB, 1000);
  known.get('a', 0);
  known.set('c', BOB, 1000);
  assert.equal(known.get('a', 0), ADA);
  assert.equal(known.get('b', 0), undefined);
});

test('long credentials push out others by their length', () => {
  const known = cache(100, 1000);
  known.set(`${'a'.repeat(700)}1`, ADA, 1000);
  known.set(`${'a'.repeat(700)}2`, BOB, 1000);
  assert.equal(known.get(`${'a'.repeat(700)}1`, 0), undefined);
  assert.equal(known.get(`${'a'.repeat(700)}2`, 0), BOB);
});
