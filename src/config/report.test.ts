// What a configuration comes to, and where it was said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportOf } from './report.ts';
import { merge } from './settings.ts';
import { readTree } from './tree-source.ts';

function rowsOf(tree: object) {
  const source = readTree(tree, { from: 'fleet.config.ts', fromText: true });
  assert.deepEqual(source.problems, []);
  return new Map(reportOf(merge([source])).map(({ name, ...row }) => [name, row]));
}

test('values come with their source, defaults say so', () => {
  const rows = rowsOf({
    port: 80,
    requestTimeoutMs: '2m',
    allowedHosts: ['a', 'b'],
    tools: { x: { timeoutMs: 0 } },
  });
  const from = 'fleet.config.ts';
  assert.deepEqual(rows.get('port'), { text: '80', value: 80, from });
  assert.deepEqual(rows.get('requestTimeoutMs'), { text: '120000 (2m)', value: 120_000, from });
  assert.deepEqual(rows.get('allowedHosts'), { text: 'a, b', value: ['a', 'b'], from });
  assert.deepEqual(rows.get('tools["x"].timeoutMs'), { text: '0', value: 0, from });
  assert.deepEqual(rows.get('maxBodyBytes'), { text: '1048576 (1MiB)', value: 1_048_576, from: 'default' });
  assert.deepEqual(rows.get('nodeId'), { text: '(random)', value: null, from: 'default' });
});

test('a secret is shown by a fingerprint that tells it from another one', () => {
  const secrets = ['a'.repeat(32), 'b'.repeat(32)];
  const shown = rowsOf({ secrets }).get('secrets');
  assert.match(shown?.text ?? '', /^hidden \(fingerprint [\da-f]{8}\), hidden \(fingerprint [\da-f]{8}\)$/);
  const [one, other] = (shown?.value ?? []) as string[];
  assert.notEqual(one, other);
  assert.doesNotMatch(JSON.stringify(shown), /aaaa|bbbb/);
  assert.deepEqual(rowsOf({ secrets }).get('secrets'), shown);
});

test('the members of a group that is off are left out', () => {
  const rows = rowsOf({ admission: false });
  assert.equal(rows.get('admission')?.text, 'false');
  assert.equal(rows.has('admission.maxQueue'), false);
  assert.equal(rows.has('circuitBreaker.probes'), true);
});

test('a group that a member turns on is on', () => {
  const rows = rowsOf({ admission: { adaptive: { minConcurrent: 3 } } });
  assert.equal(rows.get('admission.adaptive')?.value, true);
  assert.equal(rows.get('admission.adaptive.minConcurrent')?.value, 3);
});
