// The options of rate limits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillRateLimitOptions } from './rate-limit-options.ts';

test('without options nothing is limited', () => {
  assert.deepEqual(fillRateLimitOptions(), {
    node: undefined,
    principal: undefined,
    tool: undefined,
    address: undefined,
  });
});

test('a burst that is not given is what comes in a second, and one call at least', () => {
  const { node, principal, tool } = fillRateLimitOptions({
    node: { perSecond: 2.5 },
    principal: { perSecond: 0.1 },
    tool: { perSecond: 10, burst: 50 },
  });
  assert.deepEqual(node, { perSecond: 2.5, burst: 3 });
  assert.deepEqual(principal, { perSecond: 0.1, burst: 1 });
  assert.deepEqual(tool, { perSecond: 10, burst: 50 });
});

test('a rate out of range is refused by name, with what is allowed', () => {
  for (const perSecond of [0, -1, 0.0001, 1_000_001, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => fillRateLimitOptions({ principal: { perSecond } }), {
      name: 'RangeError',
      message: `rateLimit.principal.perSecond must be a number from 0.001 to 1000000: ${perSecond}.`,
    });
  }
});

test('a number that came as text is refused', () => {
  const perSecond = '5' as unknown as number;
  assert.throws(() => fillRateLimitOptions({ node: { perSecond } }), RangeError);
});

test('a burst that is no whole number of calls is refused by name, with what is allowed', () => {
  for (const burst of [0, 1.5, -1, 1_000_001, Number.NaN]) {
    assert.throws(() => fillRateLimitOptions({ tool: { perSecond: 5, burst } }), {
      name: 'RangeError',
      message: `rateLimit.tool.burst must be an integer from 1 to 1000000: ${burst}.`,
    });
  }
});
