// Adding up by value and by time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CsvBatch } from '../dataset/csv-batches.ts';
import { type Totals, totalsBy } from './totals.ts';

async function* batchesOf(header: string[], ...batches: string[][][]): AsyncGenerator<CsvBatch> {
  for (const rows of batches) yield { header, rows, bytesRead: 0 };
}

const plain = ({ groups }: Totals) =>
  [...groups].map(([key, { sums, counts }]) => [key, [...sums], [...counts]]);

test('every number column is added up for each value, over all batches', async () => {
  const totals = await totalsBy(
    batchesOf(
      ['region', 'price'],
      [
        ['Europe', '1.5'],
        ['Africa', '2'],
      ],
      [['Europe', '3']],
    ),
    'region',
    'week',
  );
  assert.equal(totals.rows, 3);
  assert.equal(totals.xKind, 'text');
  assert.equal(totals.bucket, undefined);
  assert.deepEqual(plain(totals), [
    ['Europe', [0, 4.5], [0, 2]],
    ['Africa', [0, 2], [0, 1]],
  ]);
});

test('times are grouped by their bucket', async () => {
  const rows = [
    ['2024-01-01T10:00:00Z', '1'],
    ['2024-01-07', '2'],
    ['2024-01-08', '4'],
  ];
  const totals = await totalsBy(batchesOf(['time', 'price'], rows), 'time', 'week');
  assert.equal(totals.bucket, 'week');
  assert.deepEqual(plain(totals), [
    ['2024-01-01T00:00:00.000Z', [0, 3], [0, 2]],
    ['2024-01-08T00:00:00.000Z', [0, 4], [0, 1]],
  ]);
});

test('a row without a value to group by is counted and left out, a missing number is not a zero', async () => {
  const rows = [
    ['', '1'],
    ['a', ''],
    ['a', '4'],
  ];
  const totals = await totalsBy(batchesOf(['x', 'y'], rows), 'x', 'week');
  assert.equal(totals.rows, 3);
  assert.deepEqual(plain(totals), [['a', [0, 4], [0, 1]]]);
});

test('too many different values are refused, with what to do about it', async () => {
  const ids = Array.from({ length: 1001 }, (_, index) => [`id-${index}`]);
  await assert.rejects(totalsBy(batchesOf(['id'], ids), 'id', 'day'), /choose a column with fewer/);
  const days = Array.from({ length: 1001 }, (_, day) => [new Date(day * 86_400_000).toISOString()]);
  await assert.rejects(totalsBy(batchesOf(['time'], days), 'time', 'day'), /choose a larger bucket/);
});

test('a column that does not exist is refused', async () => {
  await assert.rejects(totalsBy(batchesOf(['a'], []), 'b', 'day'), /There is no column "b"/);
});
