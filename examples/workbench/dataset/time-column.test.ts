// The first and the last time of a column.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTimeColumn } from './time-column.ts';

test('the first and the last time are found in any order and offset', () => {
  const column = createTimeColumn();
  for (const value of ['2024-05-01T12:00:00Z', '2024-05-01T13:00:00+02:00', '', 'soon']) column.add(value);
  assert.deepEqual(column.summarise(), {
    count: 2,
    missing: 1,
    invalid: 1,
    first: '2024-05-01T11:00:00.000Z',
    last: '2024-05-01T12:00:00.000Z',
  });
});

test('without a time there is neither a first nor a last', () => {
  const { first, last } = createTimeColumn().summarise();
  assert.deepEqual({ first, last }, { first: null, last: null });
});
