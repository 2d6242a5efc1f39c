// The sequence is fixed by its seed and distributed as it says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from './random.ts';

test('one seed gives one sequence, another seed another', () => {
  const take = (seed: number) => {
    const random = createRandom(seed);
    return [random.uniform(), random.uniform(), random.uniform()];
  };
  assert.deepEqual(take(7), take(7));
  assert.notDeepEqual(take(7), take(8));
});

test('uniform numbers fill the range from 0 to 1 evenly', () => {
  const random = createRandom(1);
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 10_000; index += 1) {
    const tenth = Math.floor(random.uniform() * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  assert.equal(tenths.length, 10);
  assert.equal(
    tenths.every((count) => count > 900 && count < 1100),
    true,
  );
});

test('normal numbers have mean 0 and deviation 1', () => {
  const random = createRandom(1);
  const values = Array.from({ length: 10_000 }, () => random.normal());
  const mean = values.reduce((sum, value) => sum + value, 0) / 10_000;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 10_000;
  assert.equal(Math.abs(mean) < 0.03, true);
  assert.equal(Math.abs(variance - 1) < 0.05, true);
});

test('items are picked in proportion to their weight', () => {
  const random = createRandom(1);
  const items = [
    { name: 'rare', weight: 1 },
    { name: 'common', weight: 9 },
  ];
  const picked = Array.from({ length: 10_000 }, () => random.pick(items).name);
  const rare = picked.filter((name) => name === 'rare').length;
  assert.equal(rare > 900 && rare < 1100, true);
});

test('picking from nothing is an error', () => {
  assert.throws(() => createRandom(1).pick([]), /nothing to pick/);
});
