// `npm run check` and `npm test`: runs the steps of a profile one after the other and sums what passed and failed.
// Arguments after the profile name single steps. A failing step does not stop the ones after it.
import { performance } from 'node:perf_hooks';
import type { Step } from './verify/step.ts';
import { PROFILES } from './verify/steps.ts';

const [profileName = '', ...names] = process.argv.slice(2);
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort(new Error(`stopped by ${signal}`)));
}

function selectSteps(): readonly Step[] | string {
  const profile = PROFILES[profileName];
  if (profile === undefined) return `Profiles: ${Object.keys(PROFILES).join(', ')}`;
  const unknown = names.filter((name) => !profile.some((step) => step.name === name));
  if (unknown.length > 0) return `Steps of ${profileName}: ${profile.map((step) => step.name).join(', ')}`;
  return names.length === 0 ? profile : profile.filter((step) => names.includes(step.name));
}

async function runSteps(steps: readonly Step[]): Promise<number> {
  let passed = 0;
  let failed = 0;
  for (const step of steps) {
    if (interruption.signal.aborted) break;
    const startMs = performance.now();
    const outcome = await step.run(interruption.signal);
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    passed += outcome.passed;
    failed += outcome.failed;
    if (outcome.report !== '') console.log(`${outcome.report.trimEnd()}\n`);
    const mark = outcome.failed === 0 ? 'ok    ' : 'FAILED';
    console.log(`${mark} ${step.name}: ${outcome.passed} passed, ${outcome.failed} failed (${seconds} s)`);
  }
  // Steps that an interruption skipped did not pass.
  if (interruption.signal.aborted) failed += 1;
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

const steps = selectSteps();
if (typeof steps === 'string') {
  console.error(steps);
  process.exitCode = 2;
} else {
  process.exitCode = await runSteps(steps);
}
