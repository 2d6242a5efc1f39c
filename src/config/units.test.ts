// Times and sizes in text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatQuantity, parseQuantity } from './units.ts';

test('durations are read in every unit', () => {
  const texts = ['250ms', '5s', '1.5s', '0.1s', '2 m', '1h', '7d', '5S'];
  assert.deepEqual(
    texts.map((text) => parseQuantity(text, 'ms')),
    [250, 5000, 1500, 100, 120_000, 3_600_000, 604_800_000, 5000],
  );
});

test('sizes are read in powers of ten and of two', () => {
  const texts = ['512B', '1kB', '1KiB', '1MB', '1MiB', '2GB', '1GiB', '1.5MiB'];
  assert.deepEqual(
    texts.map((text) => parseQuantity(text, 'bytes')),
    [512, 1000, 1024, 1_000_000, 1_048_576, 2_000_000_000, 1_073_741_824, 1_572_864],
  );
});

for (const text of ['', '5', 's', '5x', '-5s', '5s6', '5 s s', '1e3s', 'NaNs', '5,5s', '1M']) {
  test(`${JSON.stringify(text)} is neither a duration nor a size`, () => {
    if (text !== '1M') assert.equal(parseQuantity(text, 'ms'), undefined);
    assert.equal(parseQuantity(text, 'bytes'), undefined);
  });
}

test('a number is written with the largest unit in which it is whole', () => {
  assert.deepEqual(
    [0, 300, 1000, 75_000, 90_000, 604_800_000].map((ms) => formatQuantity(ms, 'ms')),
    ['0', '300ms', '1s', '75s', '90s', '7d'],
  );
  assert.deepEqual(
    [1, 1000, 16_384, 1_048_576, 1_500_000].map((bytes) => formatQuantity(bytes, 'bytes')),
    ['1B', '1kB', '16KiB', '1MiB', '1500kB'],
  );
});
