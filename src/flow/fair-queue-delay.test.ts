// When a queue stands, and when that is over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StandingDelay } from './fair-queue-delay.ts';

const observed = (...delays: readonly (readonly [atMs: number, delayMs: number])[]): StandingDelay => {
  const delay = new StandingDelay({ targetDelayMs: 50, intervalMs: 500 });
  for (const [atMs, delayMs] of delays) delay.observe(atMs, delayMs);
  return delay;
};

test('a delay above its target for a whole interval makes the queue stand', () => {
  assert.equal(observed([1000, 50], [1499, 300]).isStanding, false);
  assert.equal(observed([1000, 50], [1500, 300]).isStanding, true);
});

test('a delay that comes down once within the interval is a burst', () => {
  assert.equal(observed([1000, 80], [1400, 49], [1500, 90], [1999, 90]).isStanding, false);
  assert.equal(observed([1000, 80], [1400, 49], [1500, 90], [2000, 90]).isStanding, true);
});

test('the queue no longer stands as soon as the delay is below its target', () => {
  assert.equal(observed([1000, 80], [1500, 80], [1501, 49]).isStanding, false);
});

test('while calls are being refused, a short delay does not mean that the overload is over', () => {
  const delay = observed([1000, 80], [1500, 80]);
  delay.refused(1600);
  delay.observe(1601, 0);
  delay.observe(2099, 0);
  assert.equal(delay.isStanding, true);
  delay.observe(2100, 0);
  assert.equal(delay.isStanding, false);
});

test('refusals alone do not make a queue stand', () => {
  const delay = observed();
  delay.refused(1000);
  delay.observe(1001, 10);
  assert.equal(delay.isStanding, false);
});

test('a changed target holds from the next observation on', () => {
  const target = { targetDelayMs: 50, intervalMs: 500 };
  const delay = new StandingDelay(target);
  delay.observe(1000, 80);
  target.intervalMs = 100;
  delay.observe(1100, 80);
  assert.equal(delay.isStanding, true);
  target.targetDelayMs = 100;
  delay.observe(1101, 80);
  assert.equal(delay.isStanding, false);
});
