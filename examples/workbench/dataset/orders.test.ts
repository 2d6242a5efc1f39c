// The orders are the same everywhere and have the story in them that they should.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCsv } from './orders.ts';

const rowsOf = (orderCount: number) => [...orderCsv(orderCount)].join('').trimEnd().split('\n');

test('the same orders are invented every time', () => {
  assert.deepEqual(rowsOf(100_000).slice(0, 3), [
    'time,region,product,quantity,price_eur,latency_ms',
    '2024-01-01T00:08:29.658Z,North America,Notebook,2,18.80,107',
    '2024-01-01T01:31:12.317Z,North America,Headphones,1,133.60,92',
  ]);
});

test('there are exactly as many orders as asked for, in the order of their time', () => {
  const [header, ...rows] = rowsOf(5000);
  assert.equal(header, 'time,region,product,quantity,price_eur,latency_ms');
  assert.equal(rows.length, 5000);
  assert.deepEqual(rows.toSorted(), rows);
  assert.match(rows.at(0) ?? '', /^2024-01-01T/);
  assert.match(rows.at(-1) ?? '', /^2024-12-29T/);
});

test('a few orders are fewer than the days they fall on', () => {
  assert.equal(rowsOf(3).length, 4);
});

test('one region has a week in September in which the checkout was slow', () => {
  const rows = rowsOf(20_000).map((row) => row.split(','));
  const meanLatencyMs = (from: string, to: string) => {
    const latencies = rows
      .filter(([time = '', region]) => region === 'Asia Pacific' && time >= from && time < to)
      .map((row) => Number(row[5]));
    return latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length;
  };
  const before = meanLatencyMs('2024-09-02', '2024-09-09');
  const during = meanLatencyMs('2024-09-09', '2024-09-16');
  assert.equal(before < 250, true);
  assert.equal(during > 900, true);
});
