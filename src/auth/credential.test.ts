// What is read from the headers that carry credentials.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBearer, readOpaque } from './credential.ts';

test('the token follows the scheme, in any case and after any number of spaces', () => {
  assert.equal(readBearer('Bearer abc.DEF-_~+/09=='), 'abc.DEF-_~+/09==');
  assert.equal(readBearer('bearer   abc '), 'abc');
});

test('another scheme is no bearer token', () => {
  assert.equal(readBearer('Basic YTpi'), undefined);
  assert.equal(readBearer('Bearerabc'), undefined);
});

for (const header of [
  'Bearer',
  'Bearer ',
  'Bearer a b',
  'Bearer a=b',
  'Bearer "a"',
  `Bearer ${'a'.repeat(16_000)}`,
]) {
  test(`"${header.slice(0, 12)}", ${header.length} characters, is malformed`, () => {
    assert.throws(() => readBearer(header), { name: 'InvalidCredential' });
  });
}

test('a credential in a header of its own is taken as it is', () => {
  assert.equal(readOpaque('key:{"a"}'), 'key:{"a"}');
});

for (const value of ['a b', 'caf\u00e9', 'a'.repeat(16_001)]) {
  test(`"${value.slice(0, 12)}", ${value.length} characters, is not taken from a header of its own`, () => {
    assert.throws(() => readOpaque(value), { name: 'InvalidCredential' });
  });
}
