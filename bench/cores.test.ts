import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCoreList, pinned } from './cores.ts';

test('a list of cores names single cores and ranges', () => {
  assert.deepEqual(parseCoreList(' 0-2,5\n'), [0, 1, 2, 5]);
  assert.deepEqual(parseCoreList('3'), [3]);
  assert.deepEqual(parseCoreList(''), []);
});

test('a pinned command runs under taskset', () => {
  assert.deepEqual(pinned(1, ['node', 'a.ts']), { command: 'taskset', args: ['-c', '1', 'node', 'a.ts'] });
});

test('without a core the command runs as it is', () => {
  assert.deepEqual(pinned(undefined, ['node', 'a.ts']), { command: 'node', args: ['a.ts'] });
});
