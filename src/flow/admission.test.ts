// Each rule of admission, with calls that end when the test says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWork } from '../../test/support/fake-work.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { FleetError } from '../protocol/errors.ts';
import { Admission } from './admission.ts';
import type { AdmissionOptions } from './admission-options.ts';
import type { Work } from './layer.ts';

/** A call and what has become of it. */
class Call extends FakeWork {
  readonly id: string;
  /** undefined: neither answered nor refused yet. */
  outcome: string | FleetError | undefined;

  constructor(id: string, init: Partial<Work>) {
    super(init);
    this.id = id;
  }

  get refusal(): unknown {
    return this.outcome instanceof FleetError ? this.outcome.data?.['reason'] : undefined;
  }
}

function open(options: AdmissionOptions<Call> = {}) {
  const clock = new ManualClock();
  const running: string[] = [];
  const ends = new Map<string, (answer: string | Error) => void>();
  const admission = new Admission<Call, string>({ ...clock, ...options });
  const handle = admission.layer(({ id }) => {
    running.push(id);
    return new Promise<string>((resolve, reject) => {
      ends.set(id, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  });
  const settled = async () => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  /** Offers a call; what becomes of it settles it, as the node would. */
  const offer = (id: string, init: Partial<Work> = {}): Call => {
    const call = new Call(id, { startedAtMs: clock.now(), ...init });
    const end = (outcome: string | FleetError) => {
      call.outcome = outcome;
      call.settle();
    };
    try {
      const answer = handle(call);
      assert.ok(answer instanceof Promise);
      answer.then(end, end);
    } catch (error) {
      end(error as FleetError);
    }
    return call;
  };
  /** Lets handlers end, and what follows from that happen. */
  const finish = async (...ids: string[]) => {
    for (const id of ids) {
      running.splice(running.indexOf(id), 1);
      ends.get(id)?.(`answer to ${id}`);
    }
    await settled();
  };
  return { clock, admission, running, ends, offer, finish, settled };
}

/** One slot, held by a call; calls are known to take 100 ms. */
async function busy(options: AdmissionOptions<Call> = {}) {
  const all = open({ maxConcurrent: 1, ...options });
  all.offer('earlier');
  all.clock.advance(100);
  await all.finish('earlier');
  all.offer('running');
  return all;
}

test('calls run at once up to the limit, and further ones when a slot comes free', async () => {
  const { admission, running, offer, finish } = open({ maxConcurrent: 2 });
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
  const { offer, admission } = await busy({ maxQueue: 2 });
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
  const { offer } = await busy({ maxQueue: 30 });
  for (let index = 0; index < 30; index++) offer(`waiting ${index}`, { timeoutMs: 0 });
  const refused = offer('one too many', { timeoutMs: 0 });
  assert.equal(refused.outcome instanceof FleetError && refused.outcome.retryAfterMs, 3100);
});

test('with no queue at all a call runs now or is refused', async () => {
  const { offer, finish } = open({ maxConcurrent: 1, maxQueue: 0 });
  offer('a');
  assert.equal(offer('b').refusal, 'queue-full');
  await finish('a');
  assert.equal(offer('c').outcome, undefined);
});

test('drop-oldest refuses the call that has waited longest', async () => {
  const { clock, offer, finish, running, settled } = await busy({ maxQueue: 2, saturation: 'drop-oldest' });
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
  const { offer } = open({ maxConcurrent: 1, maxQueue: 1, maxWaiting: 3, saturation: 'wait' });
  offer('running');
  for (const id of ['a', 'b', 'c']) assert.equal(offer(id).outcome, undefined);
  assert.equal(offer('d').refusal, 'queue-full');
});

test('a call that cannot be answered in time by its place in the queue is refused at once', async () => {
  const { offer, admission } = await busy();
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
  const { clock, offer } = await busy();
  assert.equal(offer('late', { timeoutMs: 400, startedAtMs: clock.now() - 250 }).refusal, 'deadline');
  assert.equal(offer('in time', { timeoutMs: 400, startedAtMs: clock.now() - 150 }).outcome, undefined);
});

test('a queued call is refused when it could no longer be answered in time, and leaves nothing behind', async () => {
  const { clock, offer, admission, finish, running, settled } = await busy();
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
  const { clock, offer, admission, finish, running, settled } = await busy();
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
  const { clock, admission, settled } = await busy();
  const call = new Call('gone', { startedAtMs: clock.now() });
  call.settle();
  const answer = admission.layer(() => assert.fail('it was run'))(call);
  await assert.rejects(async () => answer, { code: 'CANCELLED' });
  await settled();
  assert.equal(admission.stats().queued, 0);
});

test('a handler that ignores its cancellation keeps its slot, but not for ever', async () => {
  const { clock, offer, admission, running, finish } = open({ maxConcurrent: 1, abandonAfterMs: 2000 });
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

test('a target with its own limit holds up its own calls and no others', async () => {
  const limitOf = (target: string) => (target === 'slow' ? 1 : undefined);
  const { offer, running, finish, admission } = open({ maxConcurrent: 3, limitOf });
  for (const id of ['slow 1', 'slow 2', 'slow 3']) offer(id, { target: 'slow' });
  offer('fast 1');
  offer('fast 2');
  assert.deepEqual(running, ['slow 1', 'fast 1', 'fast 2']);
  offer('fast 3');
  await finish('fast 1');
  assert.deepEqual(running, ['slow 1', 'fast 2', 'fast 3']);
  await finish('slow 1');
  assert.deepEqual(running, ['fast 2', 'fast 3', 'slow 2']);
  assert.deepEqual(admission.stats().targets, [
    { target: 'slow', limit: 1, running: 1, queued: 1, newestFirst: false },
  ]);
});

test('a refusal for want of a slot of one target names it', async () => {
  const limitOf = (target: string) => (target === 'slow' ? 1 : undefined);
  const { clock, offer, finish } = open({ limitOf });
  offer('earlier', { target: 'slow' });
  clock.advance(900);
  await finish('earlier');
  offer('running', { target: 'slow' });
  const refused = offer('hopeless', { target: 'slow', timeoutMs: 1000 });
  assert.equal(
    refused.outcome instanceof FleetError && refused.outcome.message,
    '"slow" is overloaded: the call would not be answered within its time limit. Try again in 1000 ms.',
  );
  assert.equal(offer('other', { timeoutMs: 1000 }).outcome, undefined);
});

test('a tenant that holds all slots gets no further one while another waits', async () => {
  const { offer, running, finish } = open({ maxConcurrent: 4 });
  for (let index = 0; index < 8; index++) offer(`flood ${index}`, { principal: 'flood' });
  for (let index = 0; index < 3; index++) offer(`small ${index}`, { principal: 'small' });
  await finish('flood 0', 'flood 1', 'flood 2');
  assert.deepEqual(running, ['flood 3', 'small 0', 'small 1', 'flood 4']);
});

test('a flood neither fills the queue for others nor pushes them out', async () => {
  const { offer, settled } = await busy({ maxQueue: 4, saturation: 'reject' });
  const flood = ['f1', 'f2', 'f3', 'f4'].map((id) => offer(id, { principal: 'flood' }));
  const small = ['s1', 's2', 's3'].map((id) => offer(id, { principal: 'small' }));
  const more = offer('f5', { principal: 'flood' });
  await settled();
  assert.deepEqual(
    flood.map(({ refusal }) => refusal),
    [undefined, undefined, 'displaced', 'displaced'],
  );
  assert.deepEqual(
    small.map(({ refusal }) => refusal),
    [undefined, undefined, 'queue-full'],
  );
  assert.equal(more.refusal, 'queue-full');
});

test('weights divide the queue', async () => {
  const weightOf = ({ principal }: Call) => (principal === 'gold' ? 3 : 1);
  const { offer, settled } = await busy({ maxQueue: 4, weightOf });
  const free = ['f1', 'f2', 'f3', 'f4'].map((id) => offer(id, { principal: 'free' }));
  for (const id of ['g1', 'g2', 'g3', 'g4']) offer(id, { principal: 'gold' });
  await settled();
  assert.deepEqual(
    free.map(({ refusal }) => refusal),
    [undefined, 'displaced', 'displaced', 'displaced'],
  );
});

/** Overload that has lasted: two calls are served while the queue stands, at 400 ms and at 1000 ms. */
async function overloaded(options: AdmissionOptions<Call> = {}) {
  const all = await busy(options);
  for (let index = 0; index < 20; index++) all.offer(`old ${index}`, { timeoutMs: 0 });
  all.clock.advance(400);
  await all.finish('running');
  all.clock.advance(600);
  return all;
}

test('under sustained overload the newest call is served first', async () => {
  const { offer, finish, running } = await overloaded();
  offer('newest', { timeoutMs: 0 });
  await finish('old 0');
  assert.deepEqual(running, ['newest']);
});

test('in a standing queue those that have waited for long are refused', async () => {
  const { offer, finish, settled, admission } = await overloaded();
  const fresh = offer('fresh', { timeoutMs: 0 });
  offer('newest', { timeoutMs: 0 });
  await finish('old 0');
  await settled();
  assert.equal(admission.stats().refused.stale, 19);
  assert.equal(fresh.outcome, undefined);
  assert.equal(admission.stats().newestFirst, true);
});

test('under wait nobody is refused for having waited', async () => {
  const { finish, offer, running, admission } = await overloaded({ saturation: 'wait' });
  offer('newest', { timeoutMs: 0 });
  await finish('old 0');
  assert.deepEqual(running, ['newest']);
  assert.equal(admission.stats().queued, 19);
  assert.equal(admission.stats().newestFirst, true);
});

test('a standing queue takes no more of a tenant than can be served before it is shed', async () => {
  const { clock, offer, finish } = await overloaded();
  offer('newest', { timeoutMs: 0 });
  await finish('old 0');
  clock.advance(100);
  // Calls take 139 ms by now, and are shed after 50 ms more than that.
  const offered = ['a', 'b', 'c', 'd'].map((id) => offer(id, { timeoutMs: 0 }));
  assert.deepEqual(
    offered.map(({ refusal }) => refusal),
    [undefined, undefined, 'queue-full', 'queue-full'],
  );
  assert.equal(offer('other', { timeoutMs: 0, principal: 'other' }).outcome, undefined);
});

test('a higher limit lets waiting calls run at once; a lower one lets running ones end', async () => {
  const { admission, offer, running, finish } = open({ maxConcurrent: 1 });
  for (const id of ['a', 'b', 'c', 'd', 'e']) offer(id);
  admission.reconfigure({ maxConcurrent: 3 });
  assert.deepEqual(running, ['a', 'b', 'c']);
  admission.reconfigure({ maxConcurrent: 1 });
  await finish('a', 'b');
  assert.deepEqual(running, ['c']);
  await finish('c');
  assert.deepEqual(running, ['d']);
});

test('other limits hold at once, those that are not named stay', async () => {
  const { admission, offer } = await busy({ maxQueue: 3 });
  for (const id of ['a', 'b', 'c']) offer(id);
  admission.reconfigure({ maxQueue: 1 });
  assert.equal(admission.stats().queued, 3);
  assert.equal(offer('d').refusal, 'queue-full');
  admission.reconfigure({ saturation: 'wait' });
  assert.equal(offer('e').outcome, undefined);
  assert.equal(admission.stats().limit, 1);
});

test('a wrong change is refused and changes nothing', async () => {
  const { admission, offer } = await busy({ maxQueue: 1, adaptive: { minConcurrent: 1 } });
  offer('a');
  const wrong = { maxQueue: 5, maxConcurrent: 0 };
  assert.throws(() => admission.reconfigure(wrong), {
    name: 'RangeError',
    message: 'admission.maxConcurrent must be an integer from 1 to 1000000: 0.',
  });
  assert.equal(offer('b').refusal, 'queue-full');
});

test('with an adaptive limit the number of slots follows the latency', async () => {
  const { clock, admission, offer, finish } = open({ maxConcurrent: 50, adaptive: { minConcurrent: 2 } });
  assert.equal(admission.stats().limit, 20);
  const rounds = async (count: number, tookMs: number) => {
    for (let round = 0; round < count; round++) {
      const ids = Array.from({ length: admission.stats().limit }, (_, index) => `${round} ${index}`);
      for (const id of ids) offer(id, { timeoutMs: 0 });
      clock.advance(tookMs);
      await finish(...ids);
    }
  };
  await rounds(80, 100);
  assert.equal(admission.stats().limit, 50);
  await rounds(10, 1000);
  assert.ok(admission.stats().limit < 30, `limit ${admission.stats().limit}`);
  admission.reconfigure({ maxConcurrent: 10 });
  assert.equal(admission.stats().limit, 10);
});

test('when all is over, nothing is left', async () => {
  const { clock, admission, offer, finish } = open({ maxConcurrent: 1, limitOf: () => 1 });
  for (const id of ['a', 'b', 'c']) offer(id, { principal: id });
  await finish('a');
  await finish('b');
  await finish('c');
  const { running, queued, waitingTenants, abandoned } = admission.stats();
  assert.deepEqual([running, queued, waitingTenants, abandoned], [0, 0, 0, 0]);
  assert.equal(clock.pending, 0);
});
