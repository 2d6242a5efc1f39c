// What one call promises to the layers that share it: one abort, one lazy signal, nothing after the answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCall } from '../../test/support/fake-call.ts';
import { FleetError } from '../protocol/errors.ts';
import type { CallDriver, CallWatcher } from './call.ts';

const cancelled = new FleetError('CANCELLED', 'Gone.');
const tooLate = new FleetError('DEADLINE_EXCEEDED', 'Too late.');

/** Whoever is told something by the call writes it here, under its name. */
function listeners() {
  const told: unknown[][] = [];
  const driver: CallDriver = {
    replied: (reply) => void told.push(['driver', reply]),
    failed: (error) => void told.push(['driver failed', error]),
    aborted: (reason) => void told.push(['driver aborted', reason]),
  };
  const watcher = (name: string): CallWatcher => ({
    next: undefined,
    replied: (reply) => void told.push([name, reply]),
    failed: (error) => void told.push([`${name} failed`, error]),
    settled: () => void told.push([`${name} settled`]),
  });
  return { told, driver, watcher };
}

test('an abort reaches the signal and is told once, with its first reason', () => {
  const call = fakeCall();
  const { told, driver } = listeners();
  call.driver = driver;
  const { signal } = call;
  call.abort(cancelled);
  call.abort(tooLate);
  assert.equal(signal.aborted, true);
  assert.equal(signal.reason, cancelled);
  assert.equal(call.abortReason, cancelled);
  assert.deepEqual(told, [['driver aborted', cancelled]]);
});

test('a signal that is asked for after the abort is aborted already', () => {
  const call = fakeCall();
  call.abort(cancelled);
  assert.equal(call.signal.aborted, true);
  assert.equal(call.signal.reason, cancelled);
});

test('an abort after the answer does nothing', () => {
  const call = fakeCall();
  const { told, driver } = listeners();
  call.driver = driver;
  call.settle();
  call.abort(cancelled);
  assert.deepEqual(told, []);
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

test('who watches a handler is told of its end in order, and before the driver', async () => {
  const call = fakeCall();
  const { told, driver, watcher } = listeners();
  call.driver = driver;
  const answer = Promise.resolve('reply');
  call.watch(answer, watcher('inner'));
  call.watch(answer, watcher('outer'));
  call.awaitAnswer(answer);
  await answer;
  assert.deepEqual(told, [
    ['inner', 'reply'],
    ['outer', 'reply'],
    ['driver', 'reply'],
  ]);
  call.settle();
  assert.equal(told.length, 3);
});

test('a handler that fails is told to all too', async () => {
  const call = fakeCall();
  const { told, driver, watcher } = listeners();
  call.driver = driver;
  const answer = Promise.reject(tooLate);
  call.watch(answer, watcher('layer'));
  call.awaitAnswer(answer);
  await assert.rejects(answer);
  assert.deepEqual(told, [
    ['layer failed', tooLate],
    ['driver failed', tooLate],
  ]);
});

test('the driver may await more than the handler that is watched', async () => {
  const call = fakeCall();
  const { told, driver, watcher } = listeners();
  call.driver = driver;
  const { promise: queued, resolve } = Promise.withResolvers<string>();
  call.awaitAnswer(queued);
  const answer = Promise.resolve('reply');
  call.watch(answer, watcher('layer'));
  await answer;
  assert.deepEqual(told, [['layer', 'reply']]);
  resolve('later');
  await queued;
  assert.deepEqual(told, [
    ['layer', 'reply'],
    ['driver', 'later'],
  ]);
});

test('who watches is told of a settlement without the handler, and of its end all the same', async () => {
  const call = fakeCall();
  const { told, watcher } = listeners();
  const { promise, resolve } = Promise.withResolvers<string>();
  call.watch(promise, watcher('early'));
  call.settle();
  call.watch(promise, watcher('late'));
  resolve('reply');
  await promise;
  assert.deepEqual(told, [['early settled'], ['late settled'], ['early', 'reply'], ['late', 'reply']]);
});

test('a call that goes on has a new handler with watchers of its own', async () => {
  const call = fakeCall();
  const { told, watcher } = listeners();
  for (const round of ['first', 'second']) {
    const answer = Promise.resolve(round);
    call.watch(answer, watcher('layer'));
    await answer;
  }
  assert.deepEqual(told, [
    ['layer', 'first'],
    ['layer', 'second'],
  ]);
});
