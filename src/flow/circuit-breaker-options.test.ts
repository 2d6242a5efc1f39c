// The options of circuit breakers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CircuitBreakerOptions, fillCircuitBreakerOptions } from './circuit-breaker-options.ts';

test('what is not given has its documented default', () => {
  assert.deepEqual(fillCircuitBreakerOptions({ minCalls: 5 }), {
    failureRate: 0.5,
    slowCallMs: 0,
    slowCallRate: 0.8,
    windowMs: 30_000,
    minCalls: 5,
    openMs: 5000,
    openGrowth: 2,
    maxOpenMs: 60_000,
    probes: 3,
    maxBreakers: 10_000,
  });
});

test('a value out of range is refused by name, with what is allowed', () => {
  const wrong: [CircuitBreakerOptions, string][] = [
    [{ failureRate: 0 }, 'circuitBreaker.failureRate must be a number from 0.01 to 1: 0.'],
    [{ failureRate: 50 }, 'circuitBreaker.failureRate must be a number from 0.01 to 1: 50.'],
    [{ minCalls: 1.5 }, 'circuitBreaker.minCalls must be an integer from 1 to 1000000: 1.5.'],
    [{ probes: 0 }, 'circuitBreaker.probes must be an integer from 1 to 1000: 0.'],
    [{ openGrowth: 0.5 }, 'circuitBreaker.openGrowth must be a number from 1 to 10: 0.5.'],
    [{ windowMs: Number.NaN }, 'circuitBreaker.windowMs must be an integer from 100 to 86400000: NaN.'],
    [{ maxOpenMs: 1000 }, 'circuitBreaker.maxOpenMs must not be less than openMs (5000): 1000.'],
  ];
  for (const [options, message] of wrong) {
    assert.throws(() => fillCircuitBreakerOptions(options), { name: 'RangeError', message });
  }
});

test('a number that came as text is refused', () => {
  const minCalls = '5' as unknown as number;
  assert.throws(() => fillCircuitBreakerOptions({ minCalls }), RangeError);
});
