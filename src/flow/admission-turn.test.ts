// Tools that compute: they share one thread, whatever number of slots is free.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWork } from '../../test/support/fake-work.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { FleetError } from '../protocol/errors.ts';
import { Admission } from './admission.ts';
import type { AdmissionOptions } from './admission-options.ts';

/** An admission in front of a tool that computes for as many milliseconds as the call's target says. */
function open(options: AdmissionOptions<FakeWork> = {}) {
  const clock = new ManualClock();
  const ran: string[] = [];
  const admission = new Admission<FakeWork, string>({ ...clock, maxTurnMs: 10, ...options });
  const handle = admission.layer(async ({ target = '0', principal = '' }) => {
    ran.push(principal);
    clock.advance(Number(target));
    return principal;
  });
  /** @returns the reason of a refusal at once; otherwise the answer to come */
  const offer = (principal: string, ms: number, timeoutMs = 5000): unknown => {
    try {
      const init = { principal, target: String(ms), timeoutMs, startedAtMs: clock.now() };
      return handle(new FakeWork(init));
    } catch (error) {
      assert.ok(error instanceof FleetError);
      return error.data?.['reason'];
    }
  };
  const turn = async () => {
    clock.turn();
    for (let step = 0; step < 10; step++) await undefined;
  };
  return { admission, offer, ran, turn };
}

test('calls beyond what may be computed in a turn of the event loop wait for the next one', async () => {
  const { offer, ran, turn, admission } = open();
  for (const name of ['a', 'b', 'c', 'd']) offer(name, 6);
  assert.deepEqual(ran, ['a', 'b']);
  assert.equal(admission.stats().queued, 2);
  await turn();
  assert.deepEqual(ran, ['a', 'b', 'c', 'd']);
});

test('a call that computes for longer than a turn runs, and then it is the turn of others', async () => {
  const { offer, ran, turn } = open();
  offer('long', 500);
  offer('next', 1);
  assert.deepEqual(ran, ['long']);
  await turn();
  assert.deepEqual(ran, ['long', 'next']);
});

test('those who wait for a turn only do not fill the queue', async () => {
  const { offer, ran, turn } = open({ maxConcurrent: 3, maxQueue: 1 });
  offer('a', 10);
  const [b, c, d] = ['b', 'c', 'd'].map((name) => offer(name, 10));
  const refused = offer('e', 10);
  assert.deepEqual(
    [b, c, d].map((answer) => answer instanceof Promise),
    [true, true, true],
  );
  assert.equal(refused, 'queue-full');
  for (let turns = 0; turns < 3; turns++) await turn();
  assert.deepEqual(ran, ['a', 'b', 'c', 'd']);
});

test('a call that cannot be computed by its deadline, after those before it, is refused at once', async () => {
  const { offer, turn } = open();
  for (let call = 0; call < 100; call++) {
    offer('earlier', 100);
    await turn();
  }
  offer('now', 100);
  const answers = Array.from({ length: 12 }, () => offer('later', 100, 1000));
  const refusals = answers.filter((answer) => answer === 'deadline');
  assert.ok(refusals.length >= 2 && refusals.length <= 4, `${refusals.length} were refused`);
});

test('with 0 handlers compute without end in one turn', () => {
  const { offer, ran } = open({ maxTurnMs: 0 });
  for (const name of ['a', 'b', 'c']) offer(name, 600);
  assert.deepEqual(ran, ['a', 'b', 'c']);
});
