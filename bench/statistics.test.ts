import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, medianRatio, pairedRatios, relativeSpread } from './statistics.ts';

test('the median of an odd number of values is the middle one, whatever their order', () => {
  assert.equal(median([9, 1, 5]), 5);
});

test('the median of an even number of values lies between the middle two', () => {
  assert.equal(median([10, 2, 4, 8]), 6);
});

test('there is no median of nothing', () => {
  assert.equal(median([]), Number.NaN);
});

test('a ratio is taken within each round, so a slow round does not distort it', () => {
  // The machine was four times slower in the second round; both servers felt it.
  assert.equal(medianRatio([80, 20, 80], [100, 25, 100]), 0.8);
});

test('one disturbed round does not move the median of the ratios', () => {
  assert.equal(medianRatio([80, 8, 80], [100, 100, 100]), 0.8);
});

test('rounds without a partner are rejected', () => {
  assert.throws(() => pairedRatios([1, 2], [1]), RangeError);
});

test('the spread is half of the interquartile range over the median', () => {
  assert.equal(relativeSpread([1, 2, 3, 4, 5]), 1 / 3);
  assert.equal(relativeSpread([7, 7, 7]), 0);
});
