// The figures of a column, against ones worked out by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNumberColumn, quantile } from './number-column.ts';

function summaryOf(values: string[]) {
  const column = createNumberColumn();
  for (const value of values) column.add(value);
  return column.summarise();
}

test('numbers are counted and described, in any order', () => {
  assert.deepEqual(summaryOf(['4', '2', '9', '4', '5', '7', '5', '4']), {
    count: 8,
    missing: 0,
    invalid: 0,
    mean: 5,
    sd: 2.1380899,
    min: 2,
    p50: 4.5,
    p95: 8.3,
    p99: 8.86,
    max: 9,
  });
});

test('blanks are missing, other text is invalid, and neither counts', () => {
  const { count, missing, invalid, mean } = summaryOf(['1', '', 'n/a', '3']);
  assert.deepEqual({ count, missing, invalid, mean }, { count: 2, missing: 1, invalid: 1, mean: 2 });
});

test('without numbers there is nothing to say', () => {
  const { count, mean, sd, p99 } = summaryOf(['']);
  assert.deepEqual({ count, mean, sd, p99 }, { count: 0, mean: null, sd: null, p99: null });
});

test('one number deviates from nothing', () => {
  const { sd, p50, p99 } = summaryOf(['42']);
  assert.deepEqual({ sd, p50, p99 }, { sd: 0, p50: 42, p99: 42 });
});

test('numbers far from zero keep their deviation', () => {
  assert.equal(summaryOf(['1000000001', '1000000002', '1000000003']).sd, 1);
});

test('more numbers than there was room for are all kept', () => {
  const { count, min, max, p50 } = summaryOf(Array.from({ length: 1001 }, (_, index) => String(index)));
  assert.deepEqual({ count, min, max, p50 }, { count: 1001, min: 0, max: 1000, p50: 500 });
});

test('a quantile lies between two values in proportion', () => {
  assert.equal(quantile([10, 20, 30, 40], 0.5), 25);
  assert.equal(quantile([10, 20], 0.25), 12.5);
});
