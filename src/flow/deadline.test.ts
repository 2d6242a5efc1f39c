// The arithmetic of a deadline that stands still while somebody is being asked.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCall } from '../../test/support/fake-call.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { setDeadline } from './deadline.ts';

function startedCall(timeoutMs: number) {
  const clock = new ManualClock();
  const call = fakeCall({ timeoutMs });
  return { clock, call, startedAtMs: clock.now() };
}

function abortCode(call: ReturnType<typeof fakeCall>): string | undefined {
  return call.abortReason?.code;
}

test('a call is aborted at its deadline, and not a millisecond before', () => {
  const { clock, call, startedAtMs } = startedCall(5000);
  setDeadline(call, startedAtMs, clock);
  clock.advance(4999);
  assert.equal(abortCode(call), undefined);
  clock.advance(1);
  assert.equal(abortCode(call), 'DEADLINE_EXCEEDED');
  assert.deepEqual(call.abortReason?.data, { timeoutMs: 5000 });
});

test('time that passed before the deadline was set counts', () => {
  const { clock, call, startedAtMs } = startedCall(5000);
  clock.advance(3000);
  setDeadline(call, startedAtMs, clock);
  clock.advance(1999);
  assert.equal(abortCode(call), undefined);
  clock.advance(1);
  assert.equal(abortCode(call), 'DEADLINE_EXCEEDED');
});

test('a deadline that has passed already aborts at once', () => {
  const { clock, call, startedAtMs } = startedCall(100);
  clock.advance(250);
  setDeadline(call, startedAtMs, clock);
  clock.advance(0);
  assert.equal(abortCode(call), 'DEADLINE_EXCEEDED');
});

test('a call without limit gets no timer', () => {
  const { clock, call, startedAtMs } = startedCall(0);
  setDeadline(call, startedAtMs, clock);
  assert.equal(clock.pending, 0);
  assert.equal(call.clock, undefined);
});

test('an answered call gets no timer', () => {
  const { clock, call, startedAtMs } = startedCall(5000);
  call.settle();
  setDeadline(call, startedAtMs, clock);
  assert.equal(clock.pending, 0);
});

test('the answer of a call cancels its timer', () => {
  const { clock, call, startedAtMs } = startedCall(5000);
  setDeadline(call, startedAtMs, clock);
  call.settle();
  assert.equal(clock.pending, 0);
});

test('pauses do not count, however many and long', () => {
  const { clock, call, startedAtMs } = startedCall(1000);
  setDeadline(call, startedAtMs, clock);
  clock.advance(400);
  for (const pauseMs of [60_000, 1, 600_000]) {
    call.pauseClock();
    clock.advance(pauseMs);
    call.resumeClock();
    clock.advance(100);
  }
  assert.equal(abortCode(call), undefined);
  clock.advance(299);
  assert.equal(abortCode(call), undefined);
  clock.advance(1);
  assert.equal(abortCode(call), 'DEADLINE_EXCEEDED');
});

test('with two questions open the deadline stands still until both are answered', () => {
  const { clock, call, startedAtMs } = startedCall(1000);
  setDeadline(call, startedAtMs, clock);
  call.pauseClock();
  call.pauseClock();
  clock.advance(5000);
  call.resumeClock();
  clock.advance(5000);
  assert.equal(abortCode(call), undefined);
  call.resumeClock();
  assert.equal(clock.pending, 1);
  clock.advance(1000);
  assert.equal(abortCode(call), 'DEADLINE_EXCEEDED');
});

test('a deadline that is set while a question is open starts when it is answered', () => {
  const { clock, call, startedAtMs } = startedCall(1000);
  call.pauseClock();
  setDeadline(call, startedAtMs, clock);
  clock.advance(60_000);
  assert.equal(abortCode(call), undefined);
  call.resumeClock();
  clock.advance(1000);
  assert.equal(abortCode(call), 'DEADLINE_EXCEEDED');
});

test('a question answered after the call ended starts no timer', () => {
  const { clock, call, startedAtMs } = startedCall(1000);
  setDeadline(call, startedAtMs, clock);
  call.pauseClock();
  call.settle();
  call.resumeClock();
  assert.equal(clock.pending, 0);
});
