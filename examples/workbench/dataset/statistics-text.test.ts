// How statistics read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statisticsText } from './statistics-text.ts';

test('numbers become a table, other columns a line', () => {
  const text = statisticsText(
    [
      {
        value: 'Europe',
        rows: 2,
        columns: [
          {
            name: 'time',
            kind: 'time',
            count: 2,
            missing: 0,
            invalid: 0,
            first: '2024-01-01T00:00:00.000Z',
            last: null,
          },
          {
            name: 'product',
            kind: 'text',
            count: 2,
            missing: 0,
            distinct: 1,
            distinctIsCapped: false,
            top: [{ value: 'Lamp', count: 2 }],
          },
          {
            name: 'latency_ms',
            kind: 'number',
            unit: 'ms',
            count: 2,
            missing: 0,
            invalid: 0,
            mean: 15.123456,
            sd: null,
            min: 10,
            p50: 15,
            p95: 19,
            p99: 20,
            max: 20,
          },
        ],
      },
    ],
    'region',
  );
  assert.equal(
    text,
    `## region = Europe: 2 rows
- time: 2024-01-01T00:00:00.000Z to -
- product: 1 values; Lamp (2)

| column | count | mean | sd | min | p50 | p95 | p99 | max |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| latency_ms (ms) | 2 | 15.1235 | - | 10 | 15 | 19 | 20 | 20 |`,
  );
});

test('a table without groups is headed as a whole, and without numbers has no table', () => {
  assert.equal(statisticsText([{ value: '', rows: 0, columns: [] }], undefined), '## All rows: 0 rows');
});
