// Slots, the queue, deadlines and cancellation, with calls that end when the test says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWork } from '../../test/support/fake-work.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { busyAdmission, OfferedCall, openAdmission } from '../../test/support/offered-calls.ts';
import { FleetError } from '../protocol/errors.ts';
import { Admission } from './admission.ts';

test('calls run at once up to the limit, and further ones when a slot comes free', async () => {
  const { admission, running, offer, finish } = openAdmission({ maxConcurrent: 2 });
  const calls = ['a', 'b', 'c'].map((id) => offer(id));
  assert.deepEqual(running, ['a', 'b']);
  assert.equal(admission.stats().queued, 1);
  await finish('a');
  assert.deepEqual(running, ['b', 'c']);
  await finish('b', 'c');
  assert.deepEqual(
    calls.map(({ outcome }) => outcome),
    ['answer to a', 'answer to b', 'answer to c'],
  );
  const { admitted, waited, queued } = admission.stats();
  assert.deepEqual([admitted, waited, queued], [3, 1, 0]);
});

test('an answer without a promise comes back as it is, and takes no slot with it', () => {
  const admission = new Admission<FakeWork, object>({ ...new ManualClock(), maxConcurrent: 1 });
  const answer = {};
  const handle = admission.layer(() => answer);
  assert.equal(handle(new FakeWork()), answer);
  assert.equal(handle(new FakeWork()), answer);
  assert.equal(admission.stats().running, 0);
});

test('the promise of a call that does not wait is the one of the handler', () => {
  const answer = Promise.resolve('done');
  const handle = new Admission<FakeWork, string>(new ManualClock()).layer(() => answer);
  assert.equal(handle(new FakeWork()), answer);
});

test('what a handler throws comes through, at once and from the queue, and frees the slot', async () => {
  const admission = new Admission<FakeWork, string>({
    ...new ManualClock(1_800_000_000_000),
    maxConcurrent: 1,
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  const first = admission.layer(() => promise)(new FakeWork());
  const broken = admission.layer(() => {
    throw new Error('broken');
  });
  const waiting = broken(new FakeWork());
  resolve('done');
  assert.equal(await first, 'done');
  await assert.rejects(async () => waiting, { message: 'broken' });
  assert.throws(() => broken(new FakeWork()), { message: 'broken' });
  assert.equal(admission.stats().running, 0);
});

test('queued calls that answer at once are all served when a slot comes free', async () => {
  const clock = new ManualClock();
  const admission = new Admission<FakeWork, string>({ ...clock, maxConcurrent: 1 });
  const { promise, resolve } = Promise.withResolvers<string>();
  const slow = admission.layer(() => promise)(new FakeWork());
  const quick = admission.layer(({ target }) => `quick ${target}`);
  const waiting = ['a', 'b', 'c'].map((target) => quick(new FakeWork({ target })));
  resolve('slow');
  assert.equal(await slow, 'slow');
  assert.deepEqual(await Promise.all(waiting), ['quick a', 'quick b', 'quick c']);
});

test('a full queue refuses the newcomer at once, with a time to try again', async () => {
  const { offer, admission } = await busyAdmission({ maxQueue: 2 });
  offer('a');
  offer('b');
  const refused = offer('c');
  assert.ok(refused.outcome instanceof FleetError);
  assert.equal(refused.outcome.code, 'OVERLOADED');
  assert.equal(
    refused.outcome.message,
    'The node is overloaded: too many calls wait already. Try again in 1000 ms.',
  );
  assert.equal(refused.outcome.retryAfterMs, 1000);
  assert.deepEqual(refused.outcome.data, { reason: 'queue-full' });
  assert.equal(admission.stats().refused['queue-full'], 1);
});

test('the time to try again is that in which the queue will have been served', async () => {
  const { offer } = await busyAdmission({ maxQueue: 30 });
  for (let index = 0; index < 30; index++) offer(`waiting ${index}`, { timeoutMs: 0 });
  const refused = offer('one too many', { timeoutMs: 0 });
  assert.equal(refused.outcome instanceof FleetError && refused.outcome.retryAfterMs, 3100);
});

test('with no queue at all a call runs now or is refused', async () => {
  const { offer, finish } = openAdmission({ maxConcurrent: 1, maxQueue: 0 });
  offer('a');
  assert.equal(offer('b').refusal, 'queue-full');
  await finish('a');
  assert.equal(offer('c').outcome, undefined);
});

test('drop-oldest refuses the call that has waited longest', async () => {
  const { clock, offer, finish, running, settled } = await busyAdmission({
    maxQueue: 2,
    saturation: 'drop-oldest',
  });
  const first = offer('first');
  clock.advance(1);
  offer('second');
  offer('third');
  await settled();
  assert.equal(first.refusal, 'displaced');
  await finish('running');
  assert.deepEqual(running, ['second']);
});

test('wait refuses nobody but past its own bound', async () => {
  const { offer } = openAdmission({ maxConcurrent: 1, maxQueue: 1, maxWaiting: 3, saturation: 'wait' });
  offer('running');
  for (const id of ['a', 'b', 'c']) assert.equal(offer(id).outcome, undefined);
  assert.equal(offer('d').refusal, 'queue-full');
});

test('a call that cannot be answered in time by its place in the queue is refused at once', async () => {
  const { offer, admission } = await busyAdmission();
  // Each takes 100 ms: the third in line would start after 300 ms and end after 400 ms.
  const calls = ['a', 'b', 'c', 'd'].map((id) => offer(id, { timeoutMs: 400 }));
  assert.deepEqual(
    calls.map(({ refusal }) => refusal),
    [undefined, undefined, 'deadline', 'deadline'],
  );
  assert.equal(offer('patient', { timeoutMs: 1000 }).outcome, undefined);
  assert.equal(offer('without limit', { timeoutMs: 0 }).outcome, undefined);
  assert.equal(admission.stats().refused.deadline, 2);
});

test('time that passed before a call came to the queue counts', async () => {
  const { clock, offer } = await busyAdmission();
  assert.equal(offer('late', { timeoutMs: 400, startedAtMs: clock.now() - 250 }).refusal, 'deadline');
  assert.equal(offer('in time', { timeoutMs: 400, startedAtMs: clock.now() - 150 }).outcome, undefined);
});

test('a queued call is refused when it could no longer be answered in time, and leaves nothing behind', async () => {
  const { clock, offer, admission, finish, running, settled } = await busyAdmission();
  const call = offer('a', { timeoutMs: 1000 });
  clock.advance(899);
  await settled();
  assert.equal(call.outcome, undefined);
  clock.advance(1);
  await settled();
  assert.equal(call.refusal, 'deadline');
  assert.equal(admission.stats().queued, 0);
  assert.equal(clock.pending, 0);
  await finish('running');
  assert.deepEqual(running, []);
});

test('a slot that comes free too late for a call goes to the next one, even when timers are late', async () => {
  let nowMs = 0;
  const run: unknown[] = [];
  const admission = new Admission<FakeWork, string>({
    now: () => nowMs,
    after: () => () => {},
    soon: () => {},
    maxConcurrent: 1,
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  const first = admission.layer(() => promise)(new FakeWork({ startedAtMs: 0 }));
  const handle = admission.layer(({ target = '' }) => {
    run.push(target);
    return target;
  });
  const late = handle(new FakeWork({ target: 'late', startedAtMs: 0, timeoutMs: 500 }));
  const patient = handle(new FakeWork({ target: 'patient', startedAtMs: 0, timeoutMs: 5000 }));
  nowMs = 500;
  resolve('done');
  await first;
  await assert.rejects(async () => late, { code: 'OVERLOADED', data: { reason: 'deadline' } });
  assert.equal(await patient, 'patient');
  assert.deepEqual(run, ['patient']);
});

test('a cancelled call leaves the queue at once', async () => {
  const { clock, offer, admission, finish, running, settled } = await busyAdmission();
  const call = offer('a');
  const reason = new FleetError('CANCELLED', 'The client cancelled the request.');
  call.abort(reason);
  assert.equal(admission.stats().queued, 0);
  assert.equal(clock.pending, 0);
  await settled();
  assert.equal(call.outcome, reason);
  await finish('running');
  assert.deepEqual(running, []);
  assert.equal(admission.stats().left, 1);
});

test('a call that was settled before it had to wait does not wait', async () => {
  const { clock, admission, settled } = await busyAdmission();
  const call = new OfferedCall('gone', { startedAtMs: clock.now() });
  call.settle();
  const answer = admission.layer(() => assert.fail('it was run'))(call);
  await assert.rejects(async () => answer, { code: 'CANCELLED' });
  await settled();
  assert.equal(admission.stats().queued, 0);
});

test('a handler that ignores its cancellation keeps its slot, but not for ever', async () => {
  const { clock, offer, admission, running, finish } = openAdmission({
    maxConcurrent: 1,
    abandonAfterMs: 2000,
  });
  const stuck = offer('stuck', { timeoutMs: 0 });
  offer('next', { timeoutMs: 0 });
  stuck.abort(new FleetError('CANCELLED', 'gone'));
  clock.advance(1999);
  assert.deepEqual(running, ['stuck']);
  clock.advance(1);
  assert.deepEqual(running, ['stuck', 'next']);
  assert.deepEqual([admission.stats().abandoned, admission.stats().abandonedInAll], [1, 1]);
  await finish('stuck');
  assert.deepEqual([admission.stats().abandoned, admission.stats().running], [0, 1]);
});

test('when all is over, nothing is left', async () => {
  const { clock, admission, offer, finish } = openAdmission({ maxConcurrent: 1, limitOf: () => 1 });
  for (const id of ['a', 'b', 'c']) offer(id, { principal: id });
  await finish('a');
  await finish('b');
  await finish('c');
  const { running, queued, waitingTenants, abandoned } = admission.stats();
  assert.deepEqual([running, queued, waitingTenants, abandoned], [0, 0, 0, 0]);
  assert.equal(clock.pending, 0);
});
