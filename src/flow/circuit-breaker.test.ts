// One circuit breaker: when it opens, for how long, and what closes it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { CircuitBreaker, type Transition, type Verdict } from './circuit-breaker.ts';
import { type CircuitBreakerOptions, fillCircuitBreakerOptions } from './circuit-breaker-options.ts';

function started(options: CircuitBreakerOptions = {}) {
  const clock = new ManualClock();
  const transitions: Transition[] = [];
  const filled = fillCircuitBreakerOptions({ minCalls: 4, slowCallMs: 1000, ...options });
  const breaker = new CircuitBreaker(filled, (transition) => transitions.push(transition));
  /** Lets calls through one after the other and ends each at once. */
  const run = (verdict: Verdict, times = 1, slow = false): void => {
    for (let count = 0; count < times; count++) {
      assert.equal(breaker.admit(clock.now()), 0);
      breaker.record(verdict, slow, breaker.era, clock.now());
    }
  };
  const ask = (): number => breaker.admit(clock.now());
  return { clock, breaker, transitions, run, ask };
}

/** A breaker that has just opened, for five seconds. */
function opened(options: CircuitBreakerOptions = {}) {
  const subject = started(options);
  subject.run('failure', 4);
  assert.equal(subject.breaker.state, 'open');
  return subject;
}

/** A breaker whose next call is the first probe. */
function due(options: CircuitBreakerOptions = {}) {
  const subject = opened(options);
  subject.clock.advance(5000);
  return subject;
}

test('it stays closed while successes outweigh failures', () => {
  const { breaker, run } = started();
  run('success', 100);
  run('failure', 99);
  assert.equal(breaker.state, 'closed');
});

test('it opens when the failure rate is reached', () => {
  const { breaker, run, transitions } = started();
  run('success', 5);
  run('failure', 4);
  assert.equal(breaker.state, 'closed');
  run('failure');
  assert.equal(breaker.state, 'open');
  assert.deepEqual(transitions, [
    { from: 'closed', to: 'open', reason: 'failures', calls: 10, failures: 5, slowCalls: 0, openMs: 5000 },
  ]);
});

test('a failure rate with decimals is met exactly', () => {
  const { breaker, run } = started({ failureRate: 0.07, minCalls: 100 });
  run('failure', 7);
  run('success', 92);
  assert.equal(breaker.state, 'closed');
  run('success');
  assert.equal(breaker.state, 'open');
});

test('too few calls say nothing, however many of them failed', () => {
  const { breaker, run } = started({ minCalls: 10 });
  run('failure', 9);
  assert.equal(breaker.state, 'closed');
  run('success');
  assert.equal(breaker.state, 'open');
});

test('what was ignored counts neither as a call nor as a failure', () => {
  const { breaker, run, clock } = started();
  run('ignored', 100);
  run('failure', 3);
  assert.equal(breaker.state, 'closed');
  assert.equal(breaker.report(clock.now()).calls, 3);
});

test('failures that have left the window do not count', () => {
  const { breaker, run, clock } = started();
  run('failure', 3);
  clock.advance(33_000);
  run('failure', 3);
  assert.equal(breaker.state, 'closed');
  clock.advance(20_000);
  run('failure');
  assert.equal(breaker.state, 'open');
});

test('it opens when too many calls are slow, though none fails', () => {
  const { breaker, run, transitions } = started();
  run('success', 1);
  run('success', 3, true);
  assert.equal(breaker.state, 'closed');
  run('success', 1, true);
  assert.equal(breaker.state, 'open');
  assert.equal(transitions[0]?.reason, 'slow-calls');
  assert.equal(transitions[0]?.slowCalls, 4);
});

test('while open it refuses every call and tells exactly how long', () => {
  const { clock, ask } = opened();
  assert.equal(ask(), 5000);
  clock.advance(1);
  assert.equal(ask(), 4999);
  clock.advance(4998);
  assert.equal(ask(), 1);
});

test('after its time it lets as many probes through as it may, and no more', () => {
  const { clock, breaker, ask } = due({ probes: 2 });
  assert.equal(ask(), 0);
  assert.equal(breaker.state, 'half-open');
  assert.equal(ask(), 0);
  assert.equal(ask(), 1000);
  clock.advance(100);
  assert.equal(ask(), 1000);
});

test('it closes when all probes have succeeded, and starts with an empty window', () => {
  const { breaker, run, clock, transitions } = due({ probes: 3 });
  run('success', 2);
  assert.equal(breaker.state, 'half-open');
  run('success');
  assert.equal(breaker.state, 'closed');
  assert.deepEqual(
    transitions.map(({ from, to, reason }) => [from, to, reason]),
    [
      ['closed', 'open', 'failures'],
      ['open', 'half-open', 'waited'],
      ['half-open', 'closed', 'probes-succeeded'],
    ],
  );
  assert.equal(breaker.report(clock.now()).calls, 0);
  run('failure', 3);
  assert.equal(breaker.state, 'closed');
});

test('it opens again when one probe fails', () => {
  const { breaker, run, ask, transitions } = due({ probes: 3 });
  run('success', 2);
  run('failure');
  assert.equal(breaker.state, 'open');
  assert.equal(transitions[2]?.reason, 'probe-failed');
  assert.equal(ask(), 10_000);
});

test('it opens again when a probe is slow', () => {
  const { breaker, run } = due();
  run('success', 1, true);
  assert.equal(breaker.state, 'open');
});

test('a probe that says nothing makes room for another one', () => {
  const { run, ask } = due({ probes: 1 });
  run('ignored', 5);
  assert.equal(ask(), 0);
  assert.equal(ask(), 1000);
});

test('probes that have succeeded keep their places: no more calls pass than there are probes', () => {
  const { run, ask } = due({ probes: 2 });
  run('success');
  assert.equal(ask(), 0);
  assert.equal(ask(), 1000);
});

test('each time that it is half-open it starts with all its probes', () => {
  const { clock, breaker, run, ask } = due({ probes: 3 });
  run('success');
  assert.equal(ask(), 0);
  run('failure');
  clock.advance(10_000);
  for (let probe = 0; probe < 3; probe++) assert.equal(ask(), 0);
  assert.equal(ask(), 1000);
  for (let probe = 0; probe < 2; probe++) breaker.record('success', false, breaker.era, clock.now());
  assert.equal(breaker.state, 'half-open');
  breaker.record('success', false, breaker.era, clock.now());
  assert.equal(breaker.state, 'closed');
});

test('a probe that never ends is replaced after a while', () => {
  const { clock, breaker, ask } = due({ probes: 1 });
  assert.equal(ask(), 0);
  clock.advance(4400);
  assert.equal(ask(), 600);
  clock.advance(600);
  assert.equal(ask(), 0);
  assert.equal(ask(), 1000);
  breaker.record('success', false, breaker.era, clock.now());
  assert.equal(breaker.state, 'closed');
});

test('it stays open longer each time that a probe fails, up to its maximum', () => {
  const { clock, run, ask } = due({ openGrowth: 3, maxOpenMs: 40_000 });
  for (const openMs of [15_000, 40_000, 40_000]) {
    run('failure');
    assert.equal(ask(), openMs);
    clock.advance(openMs);
  }
});

test('once it has closed, its time starts small again', () => {
  const { clock, run, ask } = due({ probes: 1 });
  run('failure');
  clock.advance(10_000);
  run('success');
  run('failure', 4);
  assert.equal(ask(), 5000);
});

test('calls that were let through before it opened do not decide about probes', () => {
  const { clock, breaker, run, ask } = started({ probes: 1 });
  const eraOfOldCalls = breaker.era;
  for (let count = 0; count < 3; count++) ask();
  run('failure', 4);
  clock.advance(5000);
  ask();
  breaker.record('success', false, eraOfOldCalls, clock.now());
  assert.equal(breaker.state, 'half-open');
  breaker.record('failure', false, eraOfOldCalls, clock.now());
  assert.equal(breaker.state, 'half-open');
  breaker.record('success', false, breaker.era, clock.now());
  assert.equal(breaker.state, 'closed');
});

test('calls that began before it closed again do not count afterwards', () => {
  const { clock, breaker, run } = due({ probes: 1 });
  const eraOfOldCalls = breaker.era;
  run('success');
  for (let count = 0; count < 10; count++) breaker.record('failure', false, eraOfOldCalls, clock.now());
  assert.equal(breaker.state, 'closed');
  assert.equal(breaker.report(clock.now()).calls, 0);
});

test('a reset closes it at once and starts over', () => {
  const { clock, breaker, ask, run, transitions } = opened();
  breaker.reset(clock.now());
  assert.equal(ask(), 0);
  assert.equal(breaker.state, 'closed');
  assert.equal(transitions[1]?.reason, 'reset');
  run('failure', 3);
  assert.equal(breaker.state, 'closed');
});

test('a reset of a closed one forgets its failures', () => {
  const { clock, breaker, run, transitions } = started();
  run('failure', 3);
  breaker.reset(clock.now());
  run('failure', 3);
  assert.equal(breaker.state, 'closed');
  assert.deepEqual(transitions, []);
});

test('a clock that is set back does not keep it open for longer than its time', () => {
  const { clock, ask } = opened();
  clock.advance(-3_600_000);
  assert.equal(ask(), 5000);
  clock.advance(5000);
  assert.equal(ask(), 0);
});

test('its report says what state it is in, since when, and why', () => {
  const { clock, breaker, run } = started();
  assert.deepEqual(breaker.report(clock.now()), {
    state: 'closed',
    sinceMs: undefined,
    calls: 0,
    failures: 0,
    slowCalls: 0,
    retryAfterMs: 0,
  });
  run('success', 2);
  run('failure', 2);
  clock.advance(2000);
  assert.deepEqual(breaker.report(clock.now()), {
    state: 'open',
    sinceMs: 1_800_000_000_000,
    calls: 4,
    failures: 2,
    slowCalls: 0,
    retryAfterMs: 3000,
  });
});
