import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spreadOut } from './panel.ts';

test('names that would stand on each other move apart, the others stay', () => {
  const places = (...all: number[]) => spreadOut(all.map((atPx) => ({ atPx }))).map(({ atPx }) => atPx);
  assert.deepEqual(places(10, 100, 200), [10, 100, 200]);
  assert.deepEqual(places(52, 50, 60, 200), [50, 67, 84, 200]);
});
