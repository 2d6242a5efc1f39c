// A token bucket: what it gives, when, and that it does not drift.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rate } from './rate-store.ts';
import { TokenBucket } from './token-bucket.ts';

const START_MS = 1_800_000_000_000;

/** Takes a token if there is one. */
function tries(bucket: TokenBucket, rate: Rate, nowMs: number): boolean {
  if (bucket.waitMs(rate, nowMs) > 0) return false;
  bucket.take();
  return true;
}

/** How many tokens somebody gets who tries once a step. */
function hammer(bucket: TokenBucket, rate: Rate, stepMs: number, steps: number): number {
  let taken = 0;
  for (let step = 0; step < steps; step++) {
    while (tries(bucket, rate, START_MS + step * stepMs)) taken++;
  }
  return taken;
}

test('a full bucket gives its burst at once, and then nothing', () => {
  const bucket = new TokenBucket(START_MS);
  const rate = { perSecond: 10, burst: 3 };
  const taken = [1, 2, 3, 4, 5].map(() => tries(bucket, rate, START_MS));
  assert.deepEqual(taken, [true, true, true, false, false]);
});

test('an empty bucket has its next token after the wait that it names, and not a millisecond before', () => {
  for (const [perSecond, waitMs] of [
    [10, 100],
    [3, 334],
    [7, 143],
    [1000, 1],
    [0.1, 10_000],
    [0.001, 1_000_000],
  ] as const) {
    const rate = { perSecond, burst: 1 };
    const bucket = new TokenBucket(START_MS);
    bucket.take();
    assert.equal(bucket.waitMs(rate, START_MS), waitMs);
    assert.equal(bucket.waitMs(rate, START_MS + waitMs - 1), 1);
    assert.equal(bucket.waitMs(rate, START_MS + waitMs), 0);
  }
});

test('part of a token is kept, not lost, when a call comes in between', () => {
  const rate = { perSecond: 10, burst: 1 };
  const bucket = new TokenBucket(START_MS);
  bucket.take();
  assert.equal(bucket.waitMs(rate, START_MS + 60), 40);
  assert.equal(bucket.waitMs(rate, START_MS + 99), 1);
  assert.equal(tries(bucket, rate, START_MS + 100), true);
});

test('a bucket never holds more than its burst, however long nobody calls', () => {
  const rate = { perSecond: 10, burst: 2 };
  const bucket = new TokenBucket(START_MS);
  const later = START_MS + 365 * 86_400_000;
  const taken = [1, 2, 3].map(() => tries(bucket, rate, later));
  assert.deepEqual(taken, [true, true, false]);
});

test('a rate that does not divide a second keeps to it exactly over a quarter of an hour', () => {
  const rate = { perSecond: 3, burst: 5 };
  assert.equal(hammer(new TokenBucket(START_MS), rate, 1, 900_000), 5 + 2699);
});

test('a rate of many calls a millisecond keeps to it exactly', () => {
  const rate = { perSecond: 40_000, burst: 40 };
  assert.equal(hammer(new TokenBucket(START_MS), rate, 1, 10_000), 40 + 9_999 * 40);
});

test('a clock that is set back gives no tokens, and refilling goes on from there', () => {
  const rate = { perSecond: 10, burst: 1 };
  const bucket = new TokenBucket(START_MS);
  bucket.take();
  const setBack = START_MS - 3_600_000;
  assert.equal(bucket.waitMs(rate, setBack), 100);
  assert.equal(bucket.waitMs(rate, setBack + 100), 0);
});

test('what a bucket owes outlives a change of its rate', () => {
  const bucket = new TokenBucket(START_MS);
  for (let taken = 0; taken < 10; taken++) bucket.take();
  assert.equal(bucket.waitMs({ perSecond: 10, burst: 10 }, START_MS), 100);
  assert.equal(bucket.waitMs({ perSecond: 10, burst: 5 }, START_MS), 600);
  assert.equal(bucket.waitMs({ perSecond: 100, burst: 5 }, START_MS), 60);
});
