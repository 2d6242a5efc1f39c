// Which steps `check` and `test` run, the quickest first.
import { globSync } from 'node:fs';
import { commandStep } from './command-step.ts';
import type { Step } from './step.ts';
import { testStep } from './test-step.ts';

const lint = commandStep('lint', [
  'node_modules/@biomejs/biome/bin/biome',
  'check',
  '--error-on-warnings',
  '--diagnostic-level=warn',
]);
const types = commandStep('types', ['node_modules/typescript/bin/tsc', '-p', '.']);
const layers = testStep('layers', ['test/architecture/**/*.test.ts']);
const unit = testStep('unit', ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts']);
const examples = testStep('examples', ['examples/**/*.test.ts']);
// An example that uses itself the way its clients do.
const smokes = globSync('examples/*/smoke.ts').map((file) => commandStep(file, [file]));
const packaging = testStep('package', ['test/package/**/*.test.ts']);
// Whatever else is under test/ starts servers and clients.
const integration = testStep(
  'integration',
  ['test/**/*.test.ts'],
  ['test/architecture/**', 'test/package/**'],
);
// That it runs and that every call is accounted for; speed is for whoever measures.
const overload = commandStep('overload', ['bench/overload/main.ts', '--quick']);
// Other requests each time; what it says has the seed.
const fuzz = commandStep('fuzz', ['scripts/fuzz.ts', '--requests', '30000', '--seconds', '10'], {
  showsLastLine: true,
});
const conformance = commandStep('conformance', ['scripts/conformance.ts']);
// Each SDK in the newest era that it knows; `npm run conformance -- --server sdk` judges the other one too.
const conformanceSdk = commandStep('conformance-sdk', [
  'scripts/conformance.ts',
  '--server',
  'sdk',
  '--requirements',
  '2026-07-28',
]);
const conformanceSdkV1 = commandStep('conformance-sdk-v1', ['scripts/conformance.ts', '--server', 'sdk-v1']);

export const PROFILES: Readonly<Record<string, readonly Step[]>> = {
  check: [lint, types, layers, unit, examples, ...smokes],
  test: [
    lint,
    types,
    layers,
    unit,
    integration,
    examples,
    ...smokes,
    packaging,
    overload,
    fuzz,
    conformance,
    conformanceSdk,
    conformanceSdkV1,
  ],
};
