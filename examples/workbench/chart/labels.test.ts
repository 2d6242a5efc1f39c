import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortValue, wrapLabel } from './labels.ts';

test('values are told in three digits', () => {
  assert.deepEqual([0, 0.25, 12.345, 999, 9800, 1_523_000, -2500].map(shortValue), [
    '0',
    '0.25',
    '12.3',
    '999',
    '9.8K',
    '1.52M',
    '-2.5K',
  ]);
});

test('a name that fits stays on one line', () => {
  assert.deepEqual(wrapLabel('Europe', 60, 10), ['Europe']);
});

test('a longer name is broken at a blank', () => {
  assert.deepEqual(wrapLabel('North America', 60, 10), ['North', 'America']);
});

test('what does not fit ends in an ellipsis', () => {
  assert.deepEqual(wrapLabel('Incomprehensible', 60, 10), ['Incompreh…']);
  assert.deepEqual(wrapLabel('North Transcontinental', 60, 10), ['North', 'Transcont…']);
});
