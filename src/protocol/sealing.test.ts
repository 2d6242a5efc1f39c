// A ring of keys: what it signs and seals is good for every ring that shares a key, and for nobody who altered it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyRing } from './sealing.ts';

const secret = (fill: number) => new Uint8Array(32).fill(fill);
const nonce = new Uint8Array(12).fill(9);
const oldRing = new KeyRing([secret(1)]);
const newRing = new KeyRing([secret(2), secret(1)]);
const otherRing = new KeyRing([secret(3)]);

/** Every text that differs from `text` in one character of the Base64url alphabet, at some places. */
function altered(text: string): string[] {
  return [0, Math.floor(text.length / 2), text.length - 1].map((at) => {
    const other = text[at] === 'A' ? 'B' : 'A';
    return text.slice(0, at) + other + text.slice(at + 1);
  });
}

test('a ring needs at least one secret, and each of at least 32 bytes', () => {
  assert.throws(() => new KeyRing([]), RangeError);
  assert.throws(() => new KeyRing([secret(1), new Uint8Array(31)]), RangeError);
});

test('a signature of the old key holds after rotation, and new ones are made with the new key', () => {
  const signed = oldRing.sign('payload');
  assert.equal(newRing.verify('payload', signed), true);
  assert.notEqual(newRing.sign('payload'), signed);
  assert.equal(oldRing.verify('payload', newRing.sign('payload')), false);
});

test('another ring, another payload and an altered signature do not verify', () => {
  const signed = oldRing.sign('payload');
  assert.equal(otherRing.verify('payload', signed), false);
  assert.equal(oldRing.verify('payloae', signed), false);
  for (const wrong of altered(signed)) assert.equal(oldRing.verify('payload', wrong), false);
});

test('a signature has one spelling only', () => {
  const signed = oldRing.sign('payload');
  const aliasOfFirst = String.fromCharCode(signed.charCodeAt(0) + 256);
  const spellings = [
    `${signed}=`,
    `${signed}==`,
    ` ${signed}`,
    `${signed}\n`,
    aliasOfFirst + signed.slice(1),
  ];
  for (const spelling of spellings) assert.equal(oldRing.verify('payload', spelling), false);
  for (const short of ['', signed.slice(0, -1)]) assert.equal(oldRing.verify('payload', short), false);
});

test('what was sealed opens for the same context only', () => {
  const sealed = oldRing.seal('the plain text ✓', 'context', nonce);
  assert.equal(oldRing.open(sealed, 'context'), 'the plain text ✓');
  assert.equal(oldRing.open(sealed, 'Context'), undefined);
  assert.equal(oldRing.open(sealed, ''), undefined);
  assert.doesNotMatch(Buffer.from(sealed, 'base64url').toString('latin1'), /plain/);
});

test('what the old key sealed opens after rotation, and not for another ring', () => {
  const sealed = oldRing.seal('state', 'context', nonce);
  assert.equal(newRing.open(sealed, 'context'), 'state');
  assert.equal(otherRing.open(sealed, 'context'), undefined);
  assert.equal(oldRing.open(newRing.seal('state', 'context', nonce), 'context'), undefined);
});

test('a sealed text that was altered, cut or added to does not open', () => {
  const sealed = oldRing.seal('state', 'context', nonce);
  const wrong = [...altered(sealed), sealed.slice(0, -1), sealed.slice(4), '', 'AAAA', `${sealed}-TAMPERED`];
  for (const text of wrong) assert.equal(oldRing.open(text, 'context'), undefined);
});

test('a sealed text has one spelling only', () => {
  const sealed = oldRing.seal('state', 'context', nonce);
  for (const spelling of [
    `${sealed}=`,
    `${sealed}!`,
    `${sealed}\n`,
    `${sealed.slice(0, 5)} ${sealed.slice(5)}`,
  ]) {
    assert.equal(oldRing.open(spelling, 'context'), undefined);
  }
});

test('signing and sealing use different keys of the same secret', () => {
  const ring = new KeyRing([secret(1)]);
  assert.equal(ring.open(ring.sign('payload'), 'payload'), undefined);
  assert.equal(ring.verify('state', ring.seal('state', 'context', nonce)), false);
});
