import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillSdkOptions, type SdkOptions } from './sdk-options.ts';

test('what is left out has its default', () => {
  assert.deepEqual(fillSdkOptions({}), {
    maxInstances: 1000,
    idleMs: 60_000,
    instances: 'principal',
    sdkFrom: undefined,
  });
});

for (const [options, message] of [
  [{ maxInstances: 0 }, /^maxInstances must be an integer from 1 to 1000000: 0\.$/],
  [{ idleMs: 1.5 }, /^idleMs must be an integer from 1 to 2147483647: 1\.5\.$/],
  [{ instances: 'user' }, /^instances must be one of shared, principal, request: user\.$/],
] as const) {
  test(`${JSON.stringify(options)} is refused with what is allowed`, () => {
    assert.throws(() => fillSdkOptions(options as SdkOptions), { message });
  });
}
