// What a refused call is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overloaded } from './admission-refusal.ts';

for (const [queueMs, retryAfterMs] of [
  [0, 1000],
  [1234.5, 1235],
  [3_600_000, 60_000],
] as const) {
  test(`a queue of ${queueMs} ms makes it worth trying again after ${retryAfterMs} ms`, () => {
    const error = overloaded('queue-full', { queueMs, target: undefined });
    assert.equal(error.retryAfterMs, retryAfterMs);
    assert.equal(error.retryable, true);
  });
}

test('a refusal says who is overloaded, why, and when to try again', () => {
  const error = overloaded('displaced', { queueMs: 2000, target: 'render' });
  assert.equal(error.code, 'OVERLOADED');
  assert.equal(
    error.message,
    '"render" is overloaded: it gave up its place to those with fewer calls waiting, or to a newer one. Try again in 2000 ms.',
  );
  assert.deepEqual(error.data, { reason: 'displaced' });
});

test('errors made after a refusal have their stacks', () => {
  overloaded('deadline', { queueMs: 0, target: undefined });
  assert.match(new Error('other').stack ?? '', /admission-refusal\.test\.ts/);
});
