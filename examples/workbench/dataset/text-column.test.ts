// The frequent values of a column of text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTextColumn } from './text-column.ts';

function summaryOf(values: Iterable<string>) {
  const column = createTextColumn();
  for (const value of values) column.add(value);
  return column.summarise();
}

test('values are counted, the most frequent first', () => {
  assert.deepEqual(summaryOf(['b', 'a', 'b', '', 'c']), {
    count: 4,
    missing: 1,
    distinct: 3,
    distinctIsCapped: false,
    top: [
      { value: 'b', count: 2 },
      { value: 'a', count: 1 },
      { value: 'c', count: 1 },
    ],
  });
});

test('only the five most frequent are named', () => {
  assert.deepEqual(
    summaryOf('aabbccddeef').top.map(({ value }) => value),
    ['a', 'b', 'c', 'd', 'e'],
  );
});

test('a column of identifiers is not kept whole', () => {
  const { count, distinct, distinctIsCapped } = summaryOf(
    Array.from({ length: 10_001 }, (_, index) => `id-${index}`),
  );
  assert.deepEqual(
    { count, distinct, distinctIsCapped },
    { count: 10_001, distinct: 10_000, distinctIsCapped: true },
  );
});
