import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDuration } from './duration.ts';

test('a number alone is in the unit of its option, any other says its own', () => {
  assert.equal(readDuration('90', 1000), 90_000);
  assert.equal(readDuration('1.5', 1000), 1500);
  assert.equal(readDuration('90', 1), 90);
  assert.equal(readDuration('0', 1000), 0);
  for (const plainMs of [1, 1000]) {
    assert.equal(readDuration('500ms', plainMs), 500);
    assert.equal(readDuration('1.5s', plainMs), 1500);
    assert.equal(readDuration('2m', plainMs), 120_000);
  }
});

for (const text of ['', 'soon', '-1', '5 parsecs', '1e9', '99999999999', '1000d']) {
  test(`"${text}" is no time`, () => assert.throws(() => readDuration(text, 1000), /must be a time/));
}
