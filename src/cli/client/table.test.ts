import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignTable } from './table.ts';

const ROWS = [
  ['a', '', 'first thing'],
  ['longer', '', ''],
];

test('columns are as wide as what is in them, and an empty one is left out', () => {
  assert.equal(
    alignTable(['NAME', 'TITLE', 'WHAT'], ROWS, undefined),
    'NAME    WHAT\na       first thing\nlonger\n',
  );
});

test('what does not fit is cut off', () => {
  assert.equal(alignTable(['NAME', 'TITLE', 'WHAT'], ROWS, 12), 'NAME    WHAT\na       fir…\nlonger\n');
});
