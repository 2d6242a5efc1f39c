// The counts that the last line sums are those of the tests: nothing that failed, was skipped or never ran counts as passed.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Outcome } from './step.ts';
import { testStep } from './test-step.ts';

const TEST_STEP = join(import.meta.dirname, 'test-step.ts');
const folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-step-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the step on one test file, in a process that is not itself a test: node:test does not nest. */
function outcomeOf(name: string, source: string): Outcome {
  writeFileSync(join(folder, name), `import { describe, test } from 'node:test';\n${source}`);
  const program = `
    import { testStep } from ${JSON.stringify(TEST_STEP)};
    const outcome = await testStep('probe', [${JSON.stringify(name)}]).run(new AbortController().signal);
    console.log(JSON.stringify(outcome));
  `;
  // A file and not `-e`: the runner hands its own flags on to the processes that it starts.
  writeFileSync(join(folder, 'probe.mjs'), program);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, ['probe.mjs'], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

test('passing tests are counted, suites are not, and nothing is reported', () => {
  const outcome = outcomeOf(
    'pass.mjs',
    "describe('s', () => { test('a', () => {}); test('b', () => {}); });",
  );
  assert.deepEqual(outcome, { passed: 2, failed: 0, report: '' });
});

test('a failing test is counted once and reported with its place, its error and what its file wrote', () => {
  const { passed, failed, report } = outcomeOf(
    'fail.mjs',
    `console.log('a clue');
describe('s', () => { test('good', () => {}); test('bad', () => { throw new Error('boom'); }); });`,
  );
  assert.deepEqual({ passed, failed }, { passed: 1, failed: 1 });
  assert.match(report, /^fail\.mjs:3 > bad\n {4}Error: boom\n/);
  assert.match(report, /fail\.mjs wrote:\n {4}a clue\n/);
});

test('a skipped test counts as failed', () => {
  const outcome = outcomeOf('skip.mjs', "test('a', () => {}); test.skip('b', () => {});");
  assert.deepEqual(outcome, { passed: 1, failed: 1, report: 'skip.mjs > b\n    was skipped' });
});

test('a file that cannot be loaded counts as one failure and shows why', () => {
  const { passed, failed, report } = outcomeOf('load.mjs', "import './gone.mjs';");
  assert.deepEqual({ passed, failed }, { passed: 0, failed: 1 });
  assert.match(report, /Cannot find module .*gone\.mjs/);
});

test('a hook that fails is a failure', () => {
  const source =
    "import { after } from 'node:test'; test('a', () => {}); after(() => { throw new Error('late'); });";
  const { failed, report } = outcomeOf('hook.mjs', source);
  assert.equal(failed, 1);
  assert.match(report, /Error: late/);
});

test('a pattern that matches no file is a failure', async () => {
  const outcome = await testStep('none', ['no/such/*.test.ts']).run(new AbortController().signal);
  assert.deepEqual(outcome, { passed: 0, failed: 1, report: 'no test file matches no/such/*.test.ts' });
});
