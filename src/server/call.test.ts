// What one call promises to the layers that share it: one abort, one lazy signal, nothing after the answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCall } from '../../test/support/fake-call.ts';
import { FleetError } from '../protocol/errors.ts';

const cancelled = new FleetError('CANCELLED', 'Gone.');
const tooLate = new FleetError('DEADLINE_EXCEEDED', 'Too late.');

test('an abort reaches the signal and is told once, with its first reason', () => {
  const call = fakeCall();
  const told: unknown[] = [];
  call.onAbort = (reason) => told.push(reason);
  const { signal } = call;
  call.abort(cancelled);
  call.abort(tooLate);
  assert.equal(signal.aborted, true);
  assert.equal(signal.reason, cancelled);
  assert.equal(call.abortReason, cancelled);
  assert.deepEqual(told, [cancelled]);
});

test('a signal that is asked for after the abort is aborted already', () => {
  const call = fakeCall();
  call.abort(cancelled);
  assert.equal(call.signal.aborted, true);
  assert.equal(call.signal.reason, cancelled);
});

test('an abort after the answer does nothing', () => {
  const call = fakeCall();
  call.onAbort = () => assert.fail('told of an abort after the answer');
  call.settle();
  call.abort(cancelled);
  assert.equal(call.signal.aborted, false);
  assert.equal(call.abortReason, undefined);
});

test('a signal that lasts until the call is settled is aborted by its answer too', () => {
  const call = fakeCall();
  const signal = call.untilSettled();
  assert.equal(signal.aborted, false);
  call.settle();
  assert.equal(signal.aborted, true);
  assert.equal(call.signal.aborted, false);
  assert.equal(call.untilSettled().aborted, true);
});

test('answers that came with the request are an object or nothing', () => {
  assert.deepEqual(fakeCall({ params: { inputResponses: { a: 1 } } }).inputResponses, { a: 1 });
  for (const inputResponses of [undefined, null, 12345, 'text', [1]]) {
    assert.equal(fakeCall({ params: { inputResponses } }).inputResponses, undefined);
  }
});
