// What counts as flat, and that a short run is not judged.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeMemory } from './memory.ts';

const sample = (requests: number, heapMb: number, residentMb: number) => ({
  requests,
  heapUsedBytes: heapMb * 1e6,
  residentBytes: residentMb * 1e6,
});
const early = sample(100_000, 100, 200);

test('memory that stays within its bounds is flat', () => {
  const verdict = judgeMemory(early, sample(1_000_000, 104, 236));
  assert.deepEqual(verdict, {
    isFlat: true,
    text:
      'from 100000 requests to 1000000: heap 100.0 -> 104.0 MB (+4.0 %), resident 200.0 -> 236.0 MB (+18.0 %); ' +
      'allowed are +5.0 % and +20.0 %',
  });
});

test('a heap that grows is not, however little is resident', () => {
  assert.equal(judgeMemory(early, sample(1_000_000, 106, 190)).isFlat, false);
});

test('nor is resident memory that grows outside of the heap', () => {
  assert.equal(judgeMemory(early, sample(1_000_000, 95, 242)).isFlat, false);
});

test('a short run is not judged', () => {
  const verdict = judgeMemory(early, sample(199_999, 200, 400));
  assert.equal(verdict.isFlat, true);
  assert.match(verdict.text, /too few requests to judge$/);
});
