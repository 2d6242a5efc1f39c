// Statistics of whole tables and of groups, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CsvBatch } from './csv-batches.ts';
import { type StatisticsRequest, tableStatistics } from './table-statistics.ts';

async function* batchesOf(header: string[], ...batches: string[][][]): AsyncGenerator<CsvBatch> {
  for (const rows of batches) yield { header, rows, bytesRead: 0 };
}

const HEADER = ['day', 'region', 'latency_ms'];
const orders = () =>
  batchesOf(
    HEADER,
    [
      ['2024-01-01', 'Africa', '10'],
      ['2024-01-02', 'Europe', '20'],
    ],
    [['2024-01-03', 'Europe', '40']],
  );
const statisticsOf = (request: StatisticsRequest) => tableStatistics(orders(), request);

test('each column is described as what it holds, over all batches', async () => {
  assert.deepEqual(await statisticsOf({}), [
    {
      value: '',
      rows: 3,
      columns: [
        {
          name: 'day',
          kind: 'time',
          count: 3,
          missing: 0,
          invalid: 0,
          first: '2024-01-01T00:00:00.000Z',
          last: '2024-01-03T00:00:00.000Z',
        },
        {
          name: 'region',
          kind: 'text',
          count: 3,
          missing: 0,
          distinct: 2,
          distinctIsCapped: false,
          top: [
            { value: 'Europe', count: 2 },
            { value: 'Africa', count: 1 },
          ],
        },
        {
          name: 'latency_ms',
          kind: 'number',
          unit: 'ms',
          count: 3,
          missing: 0,
          invalid: 0,
          mean: 23.333333,
          sd: 15.275252,
          min: 10,
          p50: 20,
          p95: 38,
          p99: 39.6,
          max: 40,
        },
      ],
    },
  ]);
});

test('groups are described one by one, the largest first, without the column that makes them', async () => {
  const groups = await statisticsOf({ groupBy: 'region' });
  assert.deepEqual(
    groups.map(({ value, rows, columns }) => ({ value, rows, columns: columns.map(({ name }) => name) })),
    [
      { value: 'Europe', rows: 2, columns: ['day', 'latency_ms'] },
      { value: 'Africa', rows: 1, columns: ['day', 'latency_ms'] },
    ],
  );
});

test('only the columns asked for are described', async () => {
  const [group] = await statisticsOf({ columns: ['latency_ms'] });
  assert.deepEqual(
    group?.columns.map(({ name }) => name),
    ['latency_ms'],
  );
});

test('a column that does not exist is answered with those that do', async () => {
  const message = /There is no column "price"\. There are: day, region, latency_ms\./;
  await assert.rejects(statisticsOf({ columns: ['price'] }), message);
  await assert.rejects(statisticsOf({ groupBy: 'price' }), message);
});

test('grouping by a column of many values is refused', async () => {
  const rows = Array.from({ length: 51 }, (_, index) => [`id-${index}`]);
  await assert.rejects(
    tableStatistics(batchesOf(['id'], rows), { groupBy: 'id' }),
    /Column "id" has more than 50 different values/,
  );
});

test('a table without rows has columns without values', async () => {
  const [group] = await tableStatistics(batchesOf(['a'], []), {});
  assert.equal(group?.rows, 0);
  assert.equal(group?.columns[0]?.count, 0);
});
