// Calls that last: what they cost, and how they are cancelled, at any moment.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCall } from '../../test/support/fake-call.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { FleetError } from '../protocol/errors.ts';
import type { CallInit } from '../server/call.ts';
import { RunningCalls } from './running-calls.ts';

function runningCalls() {
  const clock = new ManualClock();
  return { clock, running: new RunningCalls({ now: clock.now, after: clock.after, soon: clock.soon }) };
}

function sessionCall(init: Partial<CallInit> = {}) {
  return fakeCall({ era: 'session', sessionId: 'session1', ...init });
}

test('a call that is answered within the turn costs no timer and no watch', () => {
  const { clock, running } = runningCalls();
  const call = fakeCall();
  running.add(call, () => assert.fail('watched the connection'));
  call.settle();
  running.finished(call);
  clock.turn();
  assert.equal(running.size, 0);
  assert.equal(clock.pending, 0);
});

test('a call that lasts gets a deadline, counted from its start', () => {
  const { clock, running } = runningCalls();
  const call = fakeCall({ timeoutMs: 1000 });
  running.add(call);
  clock.advance(4);
  clock.turn();
  assert.equal(running.size, 1);
  clock.advance(995);
  assert.equal(call.signal.aborted, false);
  clock.advance(1);
  assert.equal(call.abortReason?.code, 'DEADLINE_EXCEEDED');
});

test('a limit that the tool sets while it starts is the one that counts', () => {
  const { clock, running } = runningCalls();
  const call = fakeCall({ timeoutMs: 1000 });
  running.add(call);
  call.timeoutMs = 50;
  clock.turn();
  clock.advance(50);
  assert.equal(call.abortReason?.code, 'DEADLINE_EXCEEDED');
});

test('a client that leaves cancels its call', () => {
  const { clock, running } = runningCalls();
  const call = fakeCall();
  let leave = (): void => assert.fail('not watched');
  running.add(call, (cancel) => {
    leave = cancel;
  });
  clock.turn();
  leave();
  assert.equal(call.abortReason?.code, 'CANCELLED');
});

test('a client that left during the first turn cancels its call too', () => {
  const { clock, running } = runningCalls();
  const call = fakeCall();
  running.add(call, (cancel) => cancel());
  clock.turn();
  assert.equal(call.abortReason?.code, 'CANCELLED');
});

test('a call can be cancelled in the very turn in which it began', () => {
  const { running } = runningCalls();
  const call = sessionCall();
  running.add(call);
  assert.equal(running.cancel('session1', 1), true);
  assert.equal(call.abortReason?.code, 'CANCELLED');
});

test('a cancellation finds the call of that session and exactly that id', () => {
  const { running } = runningCalls();
  const call = sessionCall({ id: 1 });
  running.add(call);
  assert.equal(running.cancel('session2', 1), false);
  assert.equal(running.cancel('session1', '1'), false);
  assert.equal(running.cancel('session1', 2), false);
  assert.equal(call.abortReason, undefined);
});

test('a call that is answered can no longer be cancelled', () => {
  const { clock, running } = runningCalls();
  const call = sessionCall();
  running.add(call);
  clock.turn();
  call.settle();
  running.finished(call);
  assert.equal(running.cancel('session1', 1), false);
  assert.equal(running.size, 0);
  assert.equal(clock.pending, 0);
});

test('of two calls that a client gave the same id, the one still running can be cancelled', () => {
  const { clock, running } = runningCalls();
  const [first, second] = [sessionCall(), sessionCall()];
  running.add(first);
  running.add(second);
  clock.turn();
  first.settle();
  running.finished(first);
  assert.equal(running.cancel('session1', 1), true);
  assert.equal(second.abortReason?.code, 'CANCELLED');
});

test('a call that comes by twice, because it asks in rounds, counts once', () => {
  const { clock, running } = runningCalls();
  const call = sessionCall({ timeoutMs: 1000 });
  running.add(call);
  running.add(call);
  clock.turn();
  clock.advance(500);
  running.add(call);
  clock.turn();
  assert.equal(running.size, 1);
  assert.equal(clock.pending, 1);
  clock.advance(500);
  assert.equal(call.abortReason?.code, 'DEADLINE_EXCEEDED');
});

test('the end of a session cancels its calls and no others', () => {
  const { clock, running } = runningCalls();
  const [first, second, theirs, modern] = [
    sessionCall(),
    sessionCall({ id: 2 }),
    sessionCall({ sessionId: 'session2' }),
    fakeCall(),
  ];
  running.add(first);
  clock.turn();
  for (const call of [second, theirs, modern]) running.add(call);
  running.cancelSession('session1');
  const codes = [first, second, theirs, modern].map(({ abortReason }) => abortReason?.code);
  assert.deepEqual(codes, ['CANCELLED', 'CANCELLED', undefined, undefined]);
});

test('all calls are aborted with the given reason, also those of this very turn', () => {
  const { clock, running } = runningCalls();
  const [lasting, fresh] = [sessionCall(), fakeCall()];
  running.add(lasting);
  clock.turn();
  running.add(fresh);
  const draining = new FleetError('DRAINING', 'Going away.');
  running.abortAll(draining);
  assert.deepEqual([lasting.abortReason, fresh.abortReason], [draining, draining]);
});

test('a call that lasted, asked, and was done at once after the answer is let go of', () => {
  const { clock, running } = runningCalls();
  const call = fakeCall({ sessionId: 's1', id: 7 });
  running.add(call);
  clock.turn();
  running.add(call);
  call.settle();
  running.finished(call);
  assert.equal(running.size, 0);
  assert.equal(running.cancel('s1', 7), false);
});
