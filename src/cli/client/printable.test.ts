import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneLine, printable } from './printable.ts';

test('what could steer a terminal is taken out; tabs, line feeds and other scripts stay', () => {
  assert.equal(
    printable('\u001b[31mred\u001b[0m\ta\nb\r\nc\u0007\u009b2J'),
    '\uFFFD[31mred\uFFFD[0m\ta\nb\nc\uFFFD\uFFFD2J',
  );
  assert.equal(printable('Grüße, 世界 👋'), 'Grüße, 世界 👋');
  assert.equal(printable('abc\u202etxt.exe'), 'abc\uFFFDtxt.exe');
});

test('a text of several lines becomes one', () => {
  assert.equal(oneLine('  a\n  b\tc \u001b '), 'a b c \uFFFD');
});
