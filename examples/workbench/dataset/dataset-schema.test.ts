// How a data set describes itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datasetSchema } from './dataset-schema.ts';

const file = { path: '/data/x.csv', name: 'x.csv', bytes: 42, modifiedMs: 0, isGenerated: false };
const head = {
  header: ['region', 'latency_ms', 'note'],
  rows: [
    ['', '12', ''],
    ['Europe', '9', ''],
  ],
  bytesRead: 42,
};

test('each column is told by its kind, unit and first value', () => {
  assert.deepEqual(datasetSchema(file, head), {
    file: 'x.csv',
    bytes: 42,
    columns: [
      { name: 'region', kind: 'text', example: 'Europe' },
      { name: 'latency_ms', kind: 'number', unit: 'ms', example: '12' },
      { name: 'note', kind: 'text' },
    ],
  });
});

test('the columns of the invented orders are explained', () => {
  const [region] = datasetSchema({ ...file, isGenerated: true }, head).columns;
  assert.equal(region?.description, 'Where the customer is.');
});
