import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busyMicros } from './core-time.ts';

const stat = `cpu  300 0 200 4000 9 5 6 7 0 0
cpu0 100 1 50 2000 4 2 3 4 0 0
cpu1 200 0 150 2000 5 3 3 3 0 0
intr 12345
`;

test('a core is busy when it neither idles nor waits for a disk', () => {
  assert.equal(busyMicros(stat, 0), 1_600_000);
  assert.equal(busyMicros(stat, 1), 3_590_000);
});

test('of a core that is not there nothing is known', () => {
  assert.equal(busyMicros(stat, 2), undefined);
});
