// The limit against services whose latency depends on how many calls run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { AdaptiveLimit } from './adaptive-limit.ts';

/** Runs as many calls as the limit lets, for so many seconds, each taking `latencyMs` of how many run. */
function saturate(
  limit: AdaptiveLimit,
  latencyMs: (running: number) => number,
  { seconds = 60, fromMs = 0 } = {},
) {
  let nowMs = fromMs;
  while (nowMs < fromMs + seconds * 1000) {
    const running = limit.limit;
    const tookMs = latencyMs(running);
    nowMs += tookMs / running;
    limit.observe(nowMs, tookMs, running);
  }
  return limit.limit;
}

const BOUNDS = { minConcurrent: 5, maxConcurrent: 200 };
/** A service with as many workers: past that its callers queue. */
const workers = (count: number, workMs: number) => (running: number) => workMs * Math.max(1, running / count);

test('it starts with 20, or what the bounds allow', () => {
  assert.equal(new AdaptiveLimit(BOUNDS).limit, 20);
  assert.equal(new AdaptiveLimit({ minConcurrent: 40, maxConcurrent: 80 }).limit, 40);
  assert.equal(new AdaptiveLimit({ minConcurrent: 1, maxConcurrent: 8 }).limit, 8);
});

test('while latency does not grow, the limit rises to its upper bound and no further', () => {
  assert.equal(
    saturate(new AdaptiveLimit(BOUNDS), () => 20),
    200,
  );
});

test('when calls queue behind the tools, the limit stays near what the tools can do', () => {
  const limit = saturate(new AdaptiveLimit(BOUNDS), workers(40, 20), { seconds: 20 });
  assert.ok(limit >= 40 && limit <= 100, `limit ${limit}`);
});

test('when the tools become slower, the limit comes down, but not below its lower bound', () => {
  const limit = new AdaptiveLimit(BOUNDS);
  const before = saturate(limit, () => 20, { seconds: 30 });
  assert.equal(before, 200);
  const after = saturate(limit, () => 400, { seconds: 20, fromMs: 30_000 });
  assert.ok(after < 60, `limit ${after}`);
  let latencyMs = 400;
  const evenWorse = () => {
    latencyMs *= 1.02;
    return latencyMs;
  };
  assert.equal(saturate(limit, evenWorse, { seconds: 200, fromMs: 50_000 }), 5);
});

test('it recovers when the tools do', () => {
  const limit = new AdaptiveLimit(BOUNDS);
  saturate(limit, () => 20, { seconds: 10 });
  saturate(limit, () => 400, { seconds: 20, fromMs: 10_000 });
  assert.equal(
    saturate(limit, () => 20, { seconds: 30, fromMs: 30_000 }),
    200,
  );
});

test('uneven but steady work does not bring the limit down', () => {
  const random = seededRandom(11);
  const limit = saturate(new AdaptiveLimit(BOUNDS), () => -20 * Math.log(1 - random()), { seconds: 60 });
  assert.ok(limit > 150, `limit ${limit}`);
});

test('a limit that is not used up stays as it is', () => {
  const limit = new AdaptiveLimit(BOUNDS);
  for (let nowMs = 0; nowMs < 60_000; nowMs += 5) limit.observe(nowMs, 10, 9);
  assert.equal(limit.limit, 20);
});

test('new bounds hold at once', () => {
  const limit = new AdaptiveLimit(BOUNDS);
  limit.bounds = { minConcurrent: 5, maxConcurrent: 12 };
  assert.equal(limit.limit, 12);
  limit.bounds = { minConcurrent: 30, maxConcurrent: 50 };
  assert.equal(limit.limit, 30);
});

test('calls that take no measurable time change nothing', () => {
  const limit = new AdaptiveLimit(BOUNDS);
  for (let nowMs = 0; nowMs < 1000; nowMs++) limit.observe(nowMs, 0, 20);
  assert.equal(limit.limit, 20);
});
