import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ladderBars, memoryBars, tenantBars } from './bars.ts';
import type { CallCounts, Quantiles } from './generator/messages.ts';
import type { Step } from './step.ts';

const none: Quantiles = { p50Ms: 0, p99Ms: 0, maxMs: 0 };

function step(times: number, changes: Partial<Step> = {}): Step {
  return {
    times,
    offered: times * 1000,
    offeredPerSecond: times * 1000,
    goodputPerSecond: 1000,
    admitted: { p50Ms: 100, p99Ms: 150, maxMs: 200 },
    refused: { 'OVERLOADED queue-full': Math.max(0, times - 1) * 1000 },
    refusalOnServer: { p50Ms: 0.05, p99Ms: 100, maxMs: 150 },
    refusalAtClient: none,
    late: 0,
    unsent: 0,
    failed: 0,
    failures: [],
    onset: { goodputPerSecond: 1000, admitted: none },
    health: { asked: 30, failed: 0, maxMs: 10 },
    maxResidentBytes: 200e6,
    serverCoreShare: 0.5,
    foreignCoreShare: 0,
    generatorCoreShare: 0.2,
    generatorLag: none,
    ...changes,
  };
}

const unloaded = step(0.1, { admitted: { p50Ms: 100, p99Ms: 125, maxMs: 130 } });

function missed(steps: readonly Step[]): string[] {
  const bars = ladderBars({ deadlineMs: 1000, unloaded, steps });
  return bars.filter(({ reached }) => !reached).map(({ wanted }) => wanted.slice(0, 12));
}

test('a server that holds its goodput, its latency and its health reaches every bar', () => {
  assert.deepEqual(missed([step(1), step(2), step(10)]), []);
});

test('each bar is missed by what it is there for', () => {
  const bad: [Partial<Step>, string][] = [
    [{ goodputPerSecond: 940 }, 'goodput at 1'],
    [{ admitted: { p50Ms: 100, p99Ms: 301, maxMs: 400 } }, 'p99 of the a'],
    [{ refusalOnServer: { p50Ms: 1.1, p99Ms: 2, maxMs: 3 } }, 'a refusal <='],
    [{ health: { asked: 30, failed: 0, maxMs: 51 } }, '/health with'],
    [{ late: 1 }, 'every call i'],
    [{ failed: 1 }, 'every call i'],
  ];
  for (const [changes, wanted] of bad) assert.deepEqual(missed([step(1), step(10, changes)]), [wanted]);
});

test('steps beyond ten times the capacity are not judged', () => {
  assert.deepEqual(missed([step(1), step(10), step(20, { goodputPerSecond: 10, late: 500 })]), []);
});

test('memory may be above that of an idle server, but not grow', () => {
  const reached = (megabytes: number[]) =>
    memoryBars(
      150e6,
      megabytes.map((value) => value * 1e6),
    ).map((bar) => bar.reached);
  assert.deepEqual(reached([180, 200, 205, 205, 206, 204]), [true, true]);
  assert.deepEqual(reached([180, 190, 200, 210, 220, 230]), [true, false]);
  assert.deepEqual(reached([260, 260, 260]), [false, true]);
});

test('a small caller may lose a fifth beside a flood', () => {
  const counts = (right: number, p99Ms: number) =>
    ({ offered: 100, right, latency: { p50Ms: 1, p99Ms, maxMs: p99Ms } }) as CallCounts;
  const reached = (beside: CallCounts) => tenantBars(counts(100, 100), beside).map((bar) => bar.reached);
  assert.deepEqual(reached(counts(100, 120)), [true, true]);
  assert.deepEqual(reached(counts(79, 121)), [false, false]);
});
