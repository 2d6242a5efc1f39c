// Where days, weeks and months begin and end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketEndMs, bucketStartMs, type TimeBucket } from './time-bucket.ts';

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const bucketOf = (time: string, bucket: TimeBucket) => {
  const startMs = bucketStartMs(Date.parse(time), bucket);
  return `${dayOf(startMs)} to ${dayOf(bucketEndMs(startMs, bucket))}`;
};

test('a day lasts from midnight to midnight', () => {
  assert.equal(bucketOf('2024-02-28T23:59:59.999Z', 'day'), '2024-02-28 to 2024-02-29');
});

test('a week begins on Monday, also across a year', () => {
  assert.equal(bucketOf('2024-01-07T12:00:00Z', 'week'), '2024-01-01 to 2024-01-08');
  assert.equal(bucketOf('2024-01-08T00:00:00Z', 'week'), '2024-01-08 to 2024-01-15');
  assert.equal(bucketOf('2025-01-01T00:00:00Z', 'week'), '2024-12-30 to 2025-01-06');
});

test('a month is as long as the calendar says', () => {
  assert.equal(bucketOf('2024-02-29T12:00:00Z', 'month'), '2024-02-01 to 2024-03-01');
  assert.equal(bucketOf('2024-12-31T12:00:00Z', 'month'), '2024-12-01 to 2025-01-01');
});

test('times before 1970 are put into buckets as well', () => {
  assert.equal(bucketOf('1969-12-31T12:00:00Z', 'week'), '1969-12-29 to 1970-01-05');
});
