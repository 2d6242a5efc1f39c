import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arrivals } from './arrivals.ts';

function times(arrivals: Arrivals, count: number): number[] {
  return Array.from({ length: count }, () => {
    const { nextMs } = arrivals;
    arrivals.advance();
    return nextMs;
  });
}

test('calls come as often as asked for, at uneven times', () => {
  const all = times(new Arrivals(1000, 1), 20_000);
  const gaps = all.map((atMs, index) => atMs - (all[index - 1] ?? 0));
  const squares = gaps.reduce((sum, gap) => sum + (gap - 1) ** 2, 0) / gaps.length;
  assert.ok(Math.abs((all.at(-1) ?? 0) - 20_000) < 400, `20000 calls took ${all.at(-1)} ms`);
  // The variance of exponential gaps is the square of their mean.
  assert.ok(Math.abs(squares - 1) < 0.05, `variance ${squares}`);
});

test('the same seed gives the same times, another one others', () => {
  assert.deepEqual(times(new Arrivals(50, 7), 20), times(new Arrivals(50, 7), 20));
  assert.notDeepEqual(times(new Arrivals(50, 7), 20), times(new Arrivals(50, 8), 20));
});
