// What is printed of a fault can be typed in again, however much it is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showBytes } from './show-bytes.ts';

test('each line is a literal, with every byte that does not print escaped', () => {
  assert.deepEqual(showBytes(Buffer.from('GET / HTTP/1.1\r\n\0\xff"é', 'latin1'), 1000), [
    '"GET / HTTP/1.1\\r\\n"',
    '"\\x00\\xff\\"\\xe9"',
  ]);
});

test('what repeats itself is shown once, with its count', () => {
  const bytes = Buffer.from(`{"a":${'['.repeat(5000)}${'ab'.repeat(40)}}`);
  assert.deepEqual(showBytes(bytes, 1000), ['"{\\"a\\":"', '"[" x 5000', '"ab" x 40', '"}"']);
});

test('what is too much is counted', () => {
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, n) => `${n}\n`).join(''));
  const lines = showBytes(bytes, 100);
  assert.match(lines.at(-1) ?? '', /^\.\.\. and \d+ bytes more$/);
  assert.ok(lines.join('').length < 200);
});
