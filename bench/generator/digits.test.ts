import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countDown, countUp, lastDigitOffsets, writeDigits } from './digits.ts';

test('every occurrence of a number is found by its last digit', () => {
  assert.deepEqual(lastDigitOffsets(Buffer.from('id 100, again 100, not 101'), '100'), [5, 16]);
});

test('counting up carries, and leaves the bytes around the number alone', () => {
  const bytes = Buffer.from('a199b199c');
  countUp(bytes, [3, 7]);
  assert.equal(bytes.toString(), 'a200b200c');
});

test('counting down borrows', () => {
  const bytes = Buffer.from('x800x');
  countDown(bytes, [3]);
  assert.equal(bytes.toString(), 'x799x');
});

test('a number and its nines complement stay complements', () => {
  const bytes = Buffer.from('100998 899001');
  for (let step = 0; step < 1003; step++) {
    countUp(bytes, [5]);
    countDown(bytes, [12]);
  }
  assert.equal(bytes.toString(), '102001 897998');
});

test('a number is written over another one of its length, wherever that stands', () => {
  const bytes = Buffer.from('id 100000000, again 100000000.');
  writeDigits(bytes, [11, 28], 987654321);
  assert.equal(bytes.toString(), 'id 987654321, again 987654321.');
});
