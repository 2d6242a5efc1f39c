// Only a clear yes publishes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decisionOf } from './confirmation.ts';

test('only an accepted form with the box ticked publishes', () => {
  assert.deepEqual(decisionOf({ action: 'accept', content: { confirm: true } }), {
    publish: true,
    tag: undefined,
  });
  assert.deepEqual(decisionOf({ action: 'accept', content: { confirm: true, tag: 'idea' } }), {
    publish: true,
    tag: 'idea',
  });
  assert.deepEqual(decisionOf({ action: 'accept', content: { confirm: false } }), {
    publish: false,
    reason: 'not confirmed',
  });
});

test('a declined or cancelled form does not publish, whatever it holds', () => {
  assert.deepEqual(decisionOf({ action: 'decline', content: { confirm: true } }), {
    publish: false,
    reason: 'declined',
  });
  assert.deepEqual(decisionOf({ action: 'cancel' }), { publish: false, reason: 'cancelled' });
});

test('a form that was not asked for is an error', () => {
  assert.throws(() => decisionOf({ action: 'accept' }));
  assert.throws(() => decisionOf({ action: 'accept', content: { confirm: 'yes' } }));
  assert.throws(() => decisionOf({ action: 'accept', content: { confirm: true, tag: 'rumour' } }));
});
