import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatencyHistogram } from './latency-histogram.ts';

test('short latencies are exact', () => {
  const histogram = new LatencyHistogram();
  for (const micros of [1, 2, 3, 30]) histogram.recordMs(micros / 1000);
  assert.equal(histogram.quantileMicros(0.5), 2);
  assert.equal(histogram.quantileMicros(1), 30);
});

test('long latencies are within three per cent', () => {
  for (const micros of [33, 64, 1_000, 1_023, 1_024, 77_777, 5_000_000, 60_000_000]) {
    const histogram = new LatencyHistogram();
    histogram.recordMs(micros / 1000);
    const error = Math.abs(histogram.quantileMicros(0.5) - micros) / micros;
    assert.ok(error < 0.03, `${micros} became ${histogram.quantileMicros(0.5)}`);
  }
});

test('the 99th percentile is the slowest of a hundred but one', () => {
  const histogram = new LatencyHistogram();
  for (let count = 0; count < 98; count++) histogram.recordMs(0.01);
  histogram.recordMs(0.02);
  histogram.recordMs(0.03);
  assert.equal(histogram.quantileMicros(0.99), 20);
});

test('what is out of range counts at the edge', () => {
  const histogram = new LatencyHistogram();
  histogram.recordMs(-1);
  histogram.recordMs(10_000_000);
  assert.equal(histogram.total, 2);
  assert.equal(histogram.quantileMicros(0.1), 0);
  assert.ok(histogram.quantileMicros(1) > 60_000_000);
});

test('a cleared histogram has forgotten everything', () => {
  const histogram = new LatencyHistogram();
  histogram.recordMs(5);
  histogram.clear();
  assert.equal(histogram.total, 0);
  assert.equal(histogram.quantileMicros(0.5), 0);
});
