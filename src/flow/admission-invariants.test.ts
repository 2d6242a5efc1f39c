// What holds whatever happens: calls that come, end, fail, hang and are cancelled at random, under limits that change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWork } from '../../test/support/fake-work.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { FleetError } from '../protocol/errors.ts';
import { Admission } from './admission.ts';
import type { AdmissionOptions, Saturation } from './admission-options.ts';

const LIMITS: Readonly<Record<string, number>> = { one: 1, three: 3 };
const TARGETS = ['one', 'three', 'free', 'other'];

async function live(
  seed: number,
  saturation: Saturation,
  options: AdmissionOptions<FakeWork>,
): Promise<void> {
  const random = seededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const clock = new ManualClock();
  const admission = new Admission<FakeWork, string>({
    ...clock,
    maxConcurrent: 5,
    maxQueue: 20,
    maxWaiting: 30,
    abandonAfterMs: 300,
    saturation,
    limitOf: (target) => LIMITS[target],
    weightOf: ({ principal }) => (principal === 'a' ? 2.5 : 1),
    ...options,
  });
  const handlers = new Map<FakeWork, (answer: string | Error) => void>();
  const unsettled = new Set<FakeWork>();
  const open = new Set<FakeWork>();
  const runningOf = new Map<string, number>();
  const handle = admission.layer((call) => {
    assert.equal(call.settled, false, 'a call that is over is not run');
    if (random() < 0.1) throw new Error('at once');
    if (random() < 0.2) return 'at once';
    return new Promise((resolve, reject) => {
      handlers.set(call, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  });
  const offer = (): void => {
    const call = new FakeWork({
      target: pick(TARGETS),
      principal: pick(['a', 'b', 'c', undefined]),
      address: pick(['10.0.0.1', '10.0.0.2']),
      timeoutMs: pick([0, 200, 1000]),
      startedAtMs: clock.now(),
    });
    const end = (): void => {
      unsettled.delete(call);
      call.settle();
      open.delete(call);
    };
    unsettled.add(call);
    open.add(call);
    try {
      Promise.resolve(handle(call)).then(end, end);
    } catch {
      end();
    }
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  };
  const endOne = (): void => {
    const call = pick([...handlers.keys()]);
    const answer = handlers.get(call);
    handlers.delete(call);
    answer?.(random() < 0.2 ? new Error('later') : 'later');
  };

  for (let step = 0; step < 3000; step++) {
    const choice = random();
    if (choice < 0.5) offer();
    else if (choice < 0.75) endOne();
    else if (choice < 0.85) pick([...open, undefined])?.abort(new FleetError('CANCELLED', 'gone'));
    else if (choice < 0.99) clock.advance(Math.floor(random() * 60));
    else admission.reconfigure({ maxConcurrent: pick([4, 5]), maxQueue: pick([10, 20]) });
    await settle();
    const { limit, running, queued, targets } = admission.stats();
    if (running < limit) {
      const blocked = targets.filter((target) => target.running >= target.limit);
      const blockedCalls = blocked.reduce((sum, target) => sum + target.queued, 0);
      assert.equal(queued, blockedCalls, 'nobody waits while there is room');
    }
    assert.ok(running <= 5 && queued <= (saturation === 'wait' ? 30 : 20), `${running} run, ${queued} wait`);
    for (const { target, running: runningHere } of targets) {
      assert.ok(runningHere <= (LIMITS[target] ?? 0), `${target}: ${runningHere} run`);
      runningOf.set(target, Math.max(runningHere, runningOf.get(target) ?? 0));
    }
  }
  assert.deepEqual(Object.fromEntries(runningOf), { one: 1, three: 3 });

  for (let rest = 0; handlers.size > 0; rest++) {
    assert.ok(rest < 10_000, 'the rest comes to an end');
    endOne();
    await settle();
  }
  clock.advance(10_000);
  await settle();
  const { running, queued, waitingTenants, abandoned } = admission.stats();
  assert.deepEqual([running, queued, waitingTenants, abandoned], [0, 0, 0, 0]);
  assert.equal(unsettled.size, 0, 'every call came to an end');
  assert.equal(clock.pending, 0);
}

for (const saturation of ['reject', 'wait', 'drop-oldest'] as const) {
  for (const intervalMs of [1, 100_000]) {
    test(`limits hold and nobody is forgotten, with ${saturation} and an interval of ${intervalMs} ms`, async () => {
      for (const seed of [1, 2, 3]) await live(seed, saturation, { intervalMs, targetDelayMs: 10 });
    });
  }
}

test('limits hold and nobody is forgotten, with an adaptive limit', async () => {
  await live(4, 'reject', { adaptive: { minConcurrent: 3 } });
});
