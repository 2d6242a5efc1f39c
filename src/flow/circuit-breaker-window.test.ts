// The sliding window of a circuit breaker.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OutcomeWindow } from './circuit-breaker-window.ts';

const START_MS = 1_800_000_000_000;

function counts(window: OutcomeWindow, nowMs: number): number[] {
  window.forgetOld(nowMs);
  return [window.calls, window.failures, window.slowCalls];
}

test('calls, failures and slow calls are counted apart', () => {
  const window = new OutcomeWindow(10_000);
  window.record(false, false, START_MS);
  window.record(true, false, START_MS);
  window.record(false, true, START_MS + 500);
  window.record(true, true, START_MS + 9_000);
  assert.deepEqual(counts(window, START_MS + 9_000), [4, 2, 2]);
});

test('what is older than the window is forgotten slot by slot', () => {
  const window = new OutcomeWindow(10_000);
  for (let second = 0; second < 10; second++)
    window.record(second % 2 === 0, false, START_MS + second * 1000);
  assert.deepEqual(counts(window, START_MS + 9_999), [10, 5, 0]);
  assert.deepEqual(counts(window, START_MS + 10_000), [9, 4, 0]);
  assert.deepEqual(counts(window, START_MS + 13_000), [6, 3, 0]);
  assert.deepEqual(counts(window, START_MS + 18_999), [1, 0, 0]);
  assert.deepEqual(counts(window, START_MS + 19_000), [0, 0, 0]);
});

test('a long quiet time empties the window, and it counts on', () => {
  const window = new OutcomeWindow(10_000);
  window.record(true, true, START_MS);
  window.record(false, false, START_MS + 86_400_000);
  assert.deepEqual(counts(window, START_MS + 86_400_000), [1, 0, 0]);
});

test('a clock that was set back empties the window, and it counts on', () => {
  const window = new OutcomeWindow(10_000);
  window.record(true, true, START_MS);
  window.record(true, false, START_MS - 3_600_000);
  assert.deepEqual(counts(window, START_MS - 3_600_000), [1, 1, 0]);
  assert.deepEqual(counts(window, START_MS - 3_600_000 + 10_000), [0, 0, 0]);
});

test('a window of many turns never counts wrong', () => {
  const window = new OutcomeWindow(100);
  for (let ms = 0; ms < 5000; ms++) window.record(ms % 4 === 0, ms % 5 === 0, START_MS + ms);
  assert.deepEqual(counts(window, START_MS + 4999), [100, 25, 20]);
});
