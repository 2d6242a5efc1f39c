import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDuration } from './connection-flags.ts';

test('a time is in seconds unless it says otherwise', () => {
  assert.equal(readDuration('90'), 90_000);
  assert.equal(readDuration('1.5s'), 1500);
  assert.equal(readDuration('500ms'), 500);
  assert.equal(readDuration('2m'), 120_000);
  assert.equal(readDuration('0'), 0);
});

for (const text of ['', 'soon', '-1', '5h', '1e9', '99999999999']) {
  test(`"${text}" is no time`, () => assert.throws(() => readDuration(text), /must be a time/));
}
