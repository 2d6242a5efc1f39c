// The loop guard: how much it refuses at which delay, how it lets go, and what it never refuses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWork } from '../../test/support/fake-work.ts';
import { FleetError } from '../protocol/errors.ts';
import { LoopGuard } from './loop-guard.ts';

/** Draws that are spread evenly, so that shares come out exactly. */
function evenly(): () => number {
  let draws = 0;
  return () => (draws++ % 100) / 100;
}

function guarded(maxLoopDelayMs?: number) {
  const guard = new LoopGuard<FakeWork, string>({
    random: evenly(),
    ...(maxLoopDelayMs !== undefined && { maxLoopDelayMs }),
  });
  const handle = guard.layer(() => 'reply');
  /** How many of a hundred calls of that method are refused. */
  const refusedOf100 = (method = 'tools/call'): number => {
    let refused = 0;
    for (let count = 0; count < 100; count++) {
      try {
        handle(new FakeWork({ method }));
      } catch {
        refused++;
      }
    }
    return refused;
  };
  return { guard, handle, refusedOf100 };
}

test('while the loop is in time nothing is refused', () => {
  const { guard, refusedOf100 } = guarded();
  assert.equal(refusedOf100(), 0);
  for (const delayMs of [0, 20, 250, 499]) {
    guard.observe(delayMs);
    assert.equal(refusedOf100(), 0);
  }
});

test('the share that is refused rises with the delay, and some calls always pass', () => {
  for (const [delayMs, share] of [
    [500, 10],
    [600, 27],
    [750, 53],
    [1000, 95],
    [60_000, 95],
  ] as const) {
    const { guard, refusedOf100 } = guarded();
    guard.observe(delayMs);
    assert.equal(refusedOf100(), share, `at ${delayMs} ms`);
  }
});

test('the limit can be set', () => {
  const { guard, refusedOf100 } = guarded(100);
  guard.observe(99);
  assert.equal(refusedOf100(), 0);
  guard.observe(200);
  assert.equal(refusedOf100(), 95);
});

test('when the loop has caught up the share is halved window by window, down to nothing', () => {
  const { guard } = guarded();
  guard.observe(1000);
  const shares = [1, 2, 3, 4, 5].map(() => {
    guard.observe(10);
    return Math.round(guard.share * 1000);
  });
  assert.deepEqual(shares, [475, 238, 119, 0, 0]);
});

test('between half the limit and the limit it goes on refusing a little, once it has begun', () => {
  const { guard } = guarded();
  guard.observe(500);
  for (const delayMs of [499, 400, 250]) {
    guard.observe(delayMs);
    assert.equal(guard.share, 0.1);
  }
  guard.observe(249);
  assert.equal(guard.share, 0);
  guard.observe(400);
  assert.equal(guard.share, 0);
});

test('a less bad window after a very bad one does not open the gate at once', () => {
  const { guard } = guarded();
  guard.observe(2000);
  guard.observe(500);
  assert.equal(guard.share, 0.475);
});

test('only work is refused: lists, discovery and ping pass', () => {
  const { guard, refusedOf100 } = guarded();
  guard.observe(2000);
  for (const method of ['tools/call', 'prompts/get', 'resources/read', 'completion/complete']) {
    assert.equal(refusedOf100(method), 95, method);
  }
  for (const method of [
    'ping',
    'initialize',
    'server/discover',
    'tools/list',
    'prompts/list',
    'resources/list',
    'resources/templates/list',
    'resources/subscribe',
    'logging/setLevel',
  ]) {
    assert.equal(refusedOf100(method), 0, method);
  }
});

test('a refusal says what to do', () => {
  const { guard, handle } = guarded();
  guard.observe(2000);
  assert.throws(
    () => handle(new FakeWork()),
    (error) => {
      assert.ok(error instanceof FleetError);
      assert.equal(error.code, 'OVERLOADED');
      assert.equal(error.retryAfterMs, 1000);
      assert.deepEqual(error.data, { reason: 'event-loop' });
      assert.equal(
        error.message,
        'The node is behind with its work and refuses part of what is new. Try again in 1000 ms.',
      );
      return true;
    },
  );
});

test('with a limit of 0 nothing is ever refused', () => {
  const { guard, refusedOf100 } = guarded(0);
  guard.observe(60_000);
  assert.equal(guard.share, 0);
  assert.equal(refusedOf100(), 0);
});

test('a limit that is lifted while it sheds lets everything through', () => {
  const { guard, refusedOf100 } = guarded();
  guard.observe(60_000);
  assert.equal(refusedOf100(), 95);
  guard.reconfigure({ maxLoopDelayMs: 0 });
  assert.equal(refusedOf100(), 0);
  guard.reconfigure({ maxLoopDelayMs: 500 });
  guard.observe(500);
  assert.equal(refusedOf100(), 10);
});

test('a limit out of range is refused by name, with what is allowed', () => {
  for (const maxLoopDelayMs of [-1, 1.5, 60_001, Number.NaN]) {
    assert.throws(() => guarded(maxLoopDelayMs), {
      name: 'RangeError',
      message: `maxLoopDelayMs must be an integer from 0 to 60000: ${maxLoopDelayMs}.`,
    });
  }
});
