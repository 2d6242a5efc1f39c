// A case is the same whenever it is made: that is what its number and the seed are for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chance } from './chance.ts';

const drawn = (chance: Chance) => Array.from({ length: 20 }, () => chance.below(1000));

test('the same case of the same seed chooses the same, whatever ran before', () => {
  drawn(Chance.ofCase(5, 1));
  assert.deepEqual(drawn(Chance.ofCase(5, 2)), drawn(Chance.ofCase(5, 2)));
});

test('neighbouring cases and seeds choose differently from the first choice on', () => {
  const firsts = Array.from({ length: 100 }, (_, n) => Chance.ofCase(5, n).below(1_000_000));
  const otherSeeds = Array.from({ length: 100 }, (_, seed) => Chance.ofCase(seed, 5).below(1_000_000));
  assert.equal(new Set(firsts).size, 100);
  assert.equal(new Set(otherSeeds).size, 100);
});

test('weights decide how often a key comes, and one without weight never does', () => {
  const chance = new Chance(1);
  const counts = { often: 0, seldom: 0, never: 0 };
  for (let n = 0; n < 1000; n++) counts[chance.weighted({ often: 9, seldom: 1, never: 0 })]++;
  assert.equal(counts.never, 0);
  assert.ok(counts.often > 800 && counts.seldom > 50, JSON.stringify(counts));
});

test('lengths stay within their bound and are most often small', () => {
  const chance = new Chance(2);
  const lengths = Array.from({ length: 1000 }, () => chance.length(10_000));
  assert.ok(lengths.every((length) => length >= 1 && length <= 10_000));
  assert.ok(lengths.filter((length) => length < 100).length > 400);
});
