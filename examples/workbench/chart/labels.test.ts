// How values and names are shortened.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueFormat, wrapLabel } from './labels.ts';

test('values are told in three digits', () => {
  const format = valueFormat([0, 500_000, 1_000_000]);
  assert.deepEqual([0, 0.25, 12.345, 999, 9800, 1_523_000, -2500].map(format), [
    '0',
    '0.25',
    '12.3',
    '999',
    '9.8K',
    '1.52M',
    '-2.5K',
  ]);
});

test('on an axis of small steps far from zero, as many digits are told as it takes', () => {
  assert.deepEqual([142, 146.51].map(valueFormat([142, 143, 144, 145, 146, 147])), ['142', '146.5']);
  const ticks = [1_000_100, 1_000_120, 1_000_140];
  assert.deepEqual(ticks.map(valueFormat(ticks)), ['1.0001M', '1.00012M', '1.00014M']);
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
