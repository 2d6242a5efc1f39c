// Which points a chart shows, in which order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pointsOf } from './points.ts';
import type { Totals } from './totals.ts';

/** Totals of one number column `y`, as `[label, sum, count]`. */
function totalsOf(xKind: Totals['xKind'], groups: [string, number, number][]): Totals {
  return {
    x: 'x',
    xKind,
    bucket: xKind === 'time' ? 'day' : undefined,
    header: ['y'],
    rows: 0,
    groups: new Map(
      groups.map(([label, sum, count]) => [
        label,
        { sums: Float64Array.of(sum), counts: Float64Array.of(count) },
      ]),
    ),
  };
}

test('categories come with the largest value first', () => {
  const totals = totalsOf('text', [
    ['a', 10, 10],
    ['b', 30, 40],
  ]);
  assert.deepEqual(pointsOf(totals, 'y', 'sum'), [
    { label: 'b', value: 30 },
    { label: 'a', value: 10 },
  ]);
  assert.deepEqual(pointsOf(totals, 'y', 'mean'), [
    { label: 'a', value: 1 },
    { label: 'b', value: 0.75 },
  ]);
});

test('times and numbers come in their own order', () => {
  const times = totalsOf('time', [
    ['2024-01-02T00:00:00.000Z', 1, 1],
    ['2024-01-01T00:00:00.000Z', 2, 1],
  ]);
  assert.deepEqual(
    pointsOf(times, 'y', 'sum').map(({ value }) => value),
    [2, 1],
  );
  const numbers = totalsOf('number', [
    ['10', 1, 1],
    ['9', 2, 1],
  ]);
  assert.deepEqual(
    pointsOf(numbers, 'y', 'sum').map(({ label }) => label),
    ['9', '10'],
  );
});

test('many categories end in one for the rest, whose mean weighs every row alike', () => {
  const groups = Array.from({ length: 11 }, (_, index): [string, number, number] => [`c${index}`, 100, 1]);
  const totals = totalsOf('text', [...groups, ['small', 3, 3], ['tiny', 1, 1]]);
  const byMean = pointsOf(totals, 'y', 'mean');
  assert.equal(byMean.length, 12);
  assert.deepEqual(byMean.at(-1), { label: 'Other (2)', value: 1 });
  assert.deepEqual(pointsOf(totals, 'y', 'sum').at(-1), { label: 'Other (2)', value: 4 });
});

test('a sum of fractions has no digits left over', () => {
  assert.deepEqual(pointsOf(totalsOf('text', [['a', 0.1 + 0.2, 2]]), 'y', 'sum'), [
    { label: 'a', value: 0.3 },
  ]);
});

test('a column without numbers cannot be charted', () => {
  assert.throws(() => pointsOf(totalsOf('text', [['a', 0, 0]]), 'y', 'sum'), /Column "y" has no numbers/);
});
