// Defaults and bounds of the options of admission.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AdmissionLimits, fillAdmissionLimits, fillMinConcurrent } from './admission-options.ts';

test('the defaults are those of the documentation', () => {
  assert.deepEqual(fillAdmissionLimits({}), {
    maxConcurrent: 100,
    maxQueue: 1000,
    saturation: 'reject',
    maxWaiting: 100_000,
    targetDelayMs: 50,
    intervalMs: 500,
    maxTurnMs: 5,
    abandonAfterMs: 10_000,
  });
  assert.equal(fillMinConcurrent({}, fillAdmissionLimits({})), 10);
  assert.equal(fillMinConcurrent({}, fillAdmissionLimits({ maxConcurrent: 4 })), 4);
});

for (const [limits, message] of [
  [{ maxConcurrent: 0 }, 'admission.maxConcurrent must be an integer from 1 to 1000000: 0.'],
  [{ maxConcurrent: 2.5 }, 'admission.maxConcurrent must be an integer from 1 to 1000000: 2.5.'],
  [{ maxQueue: -1 }, 'admission.maxQueue must be an integer from 0 to 1000000: -1.'],
  [{ maxWaiting: Number.NaN }, 'admission.maxWaiting must be an integer from 1 to 10000000: NaN.'],
  [{ targetDelayMs: 0 }, 'admission.targetDelayMs must be an integer from 1 to 86400000: 0.'],
  [{ intervalMs: 1e9 }, 'admission.intervalMs must be an integer from 1 to 86400000: 1000000000.'],
  [{ maxTurnMs: 0.5 }, 'admission.maxTurnMs must be an integer from 0 to 86400000: 0.5.'],
  [{ abandonAfterMs: -5 }, 'admission.abandonAfterMs must be an integer from 0 to 86400000: -5.'],
  [{ saturation: 'block' }, 'admission.saturation must be one of reject, wait, drop-oldest: block.'],
] as const) {
  test(`${JSON.stringify(limits)} is refused with what is allowed`, () => {
    assert.throws(() => fillAdmissionLimits(limits as AdmissionLimits), { name: 'RangeError', message });
  });
}

test('the least adaptive limit is not above the greatest', () => {
  assert.throws(() => fillMinConcurrent({ minConcurrent: 30 }, fillAdmissionLimits({ maxConcurrent: 20 })), {
    name: 'RangeError',
    message: 'admission.adaptive.minConcurrent must be an integer from 1 to 20: 30.',
  });
});
