import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passes } from './conformance-report.ts';
import { announcedCount, notScoredReasons, summaryScenarios } from './conformance-suite.ts';

const OUTPUT = `Running requirements 2026-07-28 (3 scenarios) against http://127.0.0.1:5000/mcp


=== Running scenario: server-stateless ===
✗ not-a-summary-line: 1 passed, 2 failed
=== SUMMARY ===
✓ server-stateless: 27 passed, 0 failed
✗ tasks-lifecycle: 1 passed, 9 failed
✗ caching: 3 passed, 5 failed

Total: 31 passed, 14 failed

Not scored for 2026-07-28: 1 scenario(s) run, 1 failing. These do not affect conformance.
  ✗ tasks-lifecycle (extension)
`;

test('the scenarios are those of the summary, in its order', () => {
  assert.deepEqual(summaryScenarios(OUTPUT), ['server-stateless', 'tasks-lifecycle', 'caching']);
});

test('a run that ended before its summary has no scenarios', () => {
  assert.deepEqual(summaryScenarios('Running requirements 2026-07-28 (3 scenarios) against http://x\n'), []);
});

test('the number of scenarios that the suite announces is read from its first line', () => {
  assert.equal(announcedCount(OUTPUT), 3);
  assert.equal(announcedCount('Server test error: ECONNREFUSED'), undefined);
});

test('the reason why a scenario does not count is found by its name', () => {
  assert.deepEqual([...notScoredReasons(OUTPUT)], [['tasks-lifecycle', 'extension']]);
});

test('a scenario passes when a check succeeds and none fails', () => {
  const check = (status: 'SUCCESS' | 'FAILURE' | 'SKIPPED' | 'WARNING') => ({ id: 'x', name: 'X', status });
  assert.equal(passes({ name: 'x', checks: [check('SUCCESS'), check('WARNING')] }), true);
  assert.equal(passes({ name: 'x', checks: [check('SUCCESS'), check('FAILURE')] }), false);
  assert.equal(passes({ name: 'x', checks: [check('SKIPPED')] }), false);
  assert.equal(passes({ name: 'x', checks: [] }), false);
});
