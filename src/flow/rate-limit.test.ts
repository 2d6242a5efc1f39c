// Rate limits around calls: whose tokens are taken, and what becomes of refused ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeWork } from '../../test/support/fake-work.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { FleetError } from '../protocol/errors.ts';
import { MemoryRateStore } from '../stores/memory/memory-rate-store.ts';
import type { Work } from './layer.ts';
import { rateLimit } from './rate-limit.ts';
import {
  fillRate,
  fillRateLimitOptions,
  type RateLimitOptions,
  type RateOptions,
} from './rate-limit-options.ts';
import type { RateStore } from './rate-store.ts';

/** Rates of single tools beside the limits of a node. */
type TestLimits = RateLimitOptions & { tools?: Record<string, RateOptions> };

function limited(options: TestLimits, wrap: (store: RateStore) => RateStore = (store) => store) {
  const clock = new ManualClock();
  const memory = new MemoryRateStore({ now: clock.now });
  const handle = layerOver(wrap(memory), options)(() => 'reply');
  /** What becomes of a call: its reply, or the refusal. */
  const call = (init: Partial<Work> = {}): unknown => {
    try {
      return handle(new FakeWork(init));
    } catch (error) {
      return error;
    }
  };
  return { clock, memory, handle, call };
}

function layerOver(store: RateStore, { tools = {}, ...options }: TestLimits) {
  const filled = fillRateLimitOptions(options);
  const limitsTools = filled.tool !== undefined || Object.keys(tools).length > 0;
  const rateOf = (tool: string) => (tools[tool] === undefined ? filled.tool : fillRate(tools[tool]));
  return rateLimit<FakeWork, string>(filled, {
    store,
    now: () => 1_800_000_000_250,
    nodeId: 'node1',
    rateOf: limitsTools ? rateOf : undefined,
  });
}

function assertRefused(outcome: unknown, limit: string): void {
  assert.ok(outcome instanceof FleetError, `expected a refusal, got ${outcome}`);
  assert.equal(outcome.code, 'RATE_LIMITED');
  assert.equal(outcome.data?.['limit'], limit);
}

/** A store that answers late, as one across the network does. */
function late(store: RateStore): RateStore {
  return { take: async (buckets) => store.take(buckets) };
}

test('without a limit there is no layer', () => {
  const inner = (): string => 'reply';
  const store = new MemoryRateStore({ now: () => 0 });
  assert.equal(layerOver(store, {})(inner), inner);
});

test('calls within the limit pass, the next one is refused with what to do', () => {
  const { call } = limited({ node: { perSecond: 4, burst: 2 } });
  assert.equal(call(), 'reply');
  assert.equal(call(), 'reply');
  const refusal = call();
  assert.ok(refusal instanceof FleetError);
  assert.equal(refusal.code, 'RATE_LIMITED');
  assert.equal(refusal.httpStatus, 429);
  assert.equal(refusal.rpcCode, -32012);
  assert.equal(refusal.retryable, true);
  assert.equal(refusal.retryAfterMs, 250);
  assert.equal(
    refusal.message,
    'Too many calls: this node takes at most 4 per second, 2 at once. Try again in 250 ms.',
  );
  assert.deepEqual(refusal.data, { limit: 'node', perSecond: 4, burst: 2 });
});

test('a call is let through again exactly when the refusal said', () => {
  const { clock, call } = limited({ node: { perSecond: 3, burst: 1 } });
  call();
  const refusal = call();
  assert.ok(refusal instanceof FleetError);
  assert.equal(refusal.retryAfterMs, 334);
  clock.advance(333);
  assertRefused(call(), 'node');
  clock.advance(1);
  assert.equal(call(), 'reply');
});

test('each principal has its own tokens, and calls of nobody are not counted', () => {
  const { call } = limited({ principal: { perSecond: 1 } });
  assert.equal(call({ principal: 'ann' }), 'reply');
  assertRefused(call({ principal: 'ann' }), 'principal');
  assert.equal(call({ principal: 'bob' }), 'reply');
  for (let count = 0; count < 10; count++) assert.equal(call(), 'reply');
});

test('each tool has its own tokens, whoever calls it', () => {
  const { call } = limited({ tool: { perSecond: 1 } });
  assert.equal(call({ target: 'add', principal: 'ann' }), 'reply');
  const refusal = call({ target: 'add', principal: 'bob' });
  assertRefused(refusal, 'tool');
  assert.match((refusal as FleetError).message, /^Too many calls: tool "add" takes at most 1 per second/);
  assert.equal(call({ target: 'subtract' }), 'reply');
});

test('a limit of one tool goes before the limit of all tools', () => {
  const { call } = limited({ tool: { perSecond: 1 }, tools: { search: { perSecond: 1, burst: 3 } } });
  for (let count = 0; count < 3; count++) assert.equal(call({ target: 'search' }), 'reply');
  assertRefused(call({ target: 'search' }), 'tool');
  assert.equal(call({ target: 'add' }), 'reply');
  assertRefused(call({ target: 'add' }), 'tool');
});

test('a limit of one tool leaves the others free', () => {
  const { call } = limited({ tools: { search: { perSecond: 1 } } });
  assert.equal(call({ target: 'search' }), 'reply');
  assertRefused(call({ target: 'search' }), 'tool');
  for (let count = 0; count < 10; count++) assert.equal(call({ target: 'add' }), 'reply');
});

test('prompts, resources and lists have no part in the limits of tools', () => {
  const { call } = limited({ tool: { perSecond: 1 } });
  for (let count = 0; count < 3; count++) {
    assert.equal(call({ method: 'prompts/get', target: undefined }), 'reply');
    assert.equal(call({ method: 'tools/list', target: undefined }), 'reply');
  }
});

test('each client address has its own tokens, and an IPv6 network is one client', () => {
  const { call } = limited({ address: { perSecond: 1 } });
  assert.equal(call({ address: '192.0.2.1' }), 'reply');
  assertRefused(call({ address: '192.0.2.1' }), 'address');
  assertRefused(call({ address: '::ffff:192.0.2.1' }), 'address');
  assert.equal(call({ address: '192.0.2.2' }), 'reply');
  assert.equal(call({ address: '2001:db8:1:2::1' }), 'reply');
  assertRefused(call({ address: '2001:db8:1:2::2' }), 'address');
});

test('a refusal by one limit takes nothing from the others', () => {
  const { call } = limited({ principal: { perSecond: 1 }, tool: { perSecond: 1, burst: 2 } });
  assert.equal(call({ principal: 'ann' }), 'reply');
  for (let count = 0; count < 5; count++) assertRefused(call({ principal: 'ann' }), 'principal');
  assert.equal(call({ principal: 'bob' }), 'reply');
  assertRefused(call({ principal: 'carl' }), 'tool');
});

test('a call that several limits refuse is told the longest wait', () => {
  const { call } = limited({ node: { perSecond: 10, burst: 1 }, principal: { perSecond: 0.5, burst: 1 } });
  call({ principal: 'ann' });
  const refusal = call({ principal: 'ann' });
  assertRefused(refusal, 'principal');
  assert.equal((refusal as FleetError).retryAfterMs, 2000);
});

test('a refusal does not repeat the address or principal', () => {
  const { call } = limited({ address: { perSecond: 1 }, principal: { perSecond: 10 } });
  call({ address: '10.1.2.3', principal: 'ann' });
  const refusal = call({ address: '10.1.2.3', principal: 'ann' });
  assert.ok(refusal instanceof FleetError);
  assert.doesNotMatch(JSON.stringify([refusal.message, refusal.data]), /10\.1\.2\.3|ann/);
});

test('names too long for a tool share one bucket', () => {
  const { call, memory } = limited({ tool: { perSecond: 1 } });
  assert.equal(call({ target: 'a'.repeat(257) }), 'reply');
  assertRefused(call({ target: 'b'.repeat(1_000_000) }), 'tool');
  assert.equal(memory.size('tool'), 1);
});

test('a store that answers late lets through and refuses alike', async () => {
  const { handle, clock } = limited({ node: { perSecond: 1 } }, late);
  assert.equal(await handle(new FakeWork()), 'reply');
  await assert.rejects(async () => handle(new FakeWork()), { code: 'RATE_LIMITED', retryAfterMs: 1000 });
  clock.advance(1000);
  assert.equal(await handle(new FakeWork()), 'reply');
});

test('the time in which the store was asked is not the time of the handler', async () => {
  const store = late(new MemoryRateStore({ now: () => 0 }));
  const entered: number[] = [];
  const handle = layerOver(store, { node: { perSecond: 1 } })(({ enteredAtMs }) => {
    entered.push(enteredAtMs);
    return 'reply';
  });
  await handle(new FakeWork({ startedAtMs: 1_800_000_000_000 }));
  assert.deepEqual(entered, [1_800_000_000_250]);
});

test('a call that was cancelled while the store was asked is not run', async () => {
  let ran = 0;
  const store = late(new MemoryRateStore({ now: () => 0 }));
  const handle = layerOver(store, { node: { perSecond: 1 } })(() => `run ${++ran}`);
  const work = new FakeWork();
  const reply = handle(work);
  work.abort(new FleetError('CANCELLED', 'The client cancelled the request.'));
  await assert.rejects(async () => reply, { code: 'CANCELLED' });
  assert.equal(ran, 0);
});

test('new limits over the same store know what was taken under the old ones', () => {
  const clock = new ManualClock();
  const store = new MemoryRateStore({ now: clock.now });
  const before = layerOver(store, { node: { perSecond: 10, burst: 10 } })(() => 'reply');
  for (let count = 0; count < 10; count++) before(new FakeWork());
  const after = layerOver(store, { node: { perSecond: 10, burst: 5 } })(() => 'reply');
  assert.throws(() => after(new FakeWork()), { code: 'RATE_LIMITED', retryAfterMs: 600 });
});
