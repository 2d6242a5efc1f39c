// What must hold for every row of the table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMON_NAMES } from './common-names.ts';
import { OPTIONS, OPTIONS_BY_PATH } from './option-table.ts';

test('no two options share a variable, a flag or a short flag', () => {
  for (const member of ['variable', 'flagName', 'short'] as const) {
    const names = OPTIONS.map((option) => option[member]).filter((name) => name !== undefined);
    assert.deepEqual(names, [...new Set(names)]);
    assert.notEqual(names.length, 0);
  }
});

test('variables and flags are named after their option', () => {
  const named = OPTIONS.map(({ path, variable, flagName }) => [path, variable, flagName]);
  const expected = [
    ['port', 'MCP_FLEET_PORT', 'port'],
    [
      'admission.adaptive.minConcurrent',
      'MCP_FLEET_ADMISSION_ADAPTIVE_MIN_CONCURRENT',
      'admission-adaptive-min-concurrent',
    ],
    ['tools.<name>.timeoutMs', 'MCP_FLEET_TOOLS_TIMEOUT_MS', 'tools-timeout-ms'],
    ['auth.jwksUri', 'MCP_FLEET_AUTH_JWKS_URI', 'auth-jwks-uri'],
    ['exposeErrors', 'MCP_FLEET_EXPOSE_ERRORS', 'dev'],
    ['auth.verify', undefined, undefined],
    ['secrets', 'MCP_FLEET_SECRETS', undefined],
  ];
  for (const row of expected)
    assert.deepEqual(
      named.find(([path]) => path === row[0]),
      row,
    );
});

test('a default lies within its bounds', () => {
  for (const { path, kind, fallback } of OPTIONS) {
    if (kind.type !== 'number' || fallback === undefined) continue;
    const { least, greatest } = kind.bounds;
    assert.ok((fallback as number) >= least && (fallback as number) <= greatest, path);
  }
});

test('every option says in a sentence what it means', () => {
  const silent = OPTIONS.filter(({ doc }) => !/^[A-Z].*\.$/.test(doc));
  assert.deepEqual(silent, []);
});

test('every name from elsewhere leads to an option, and is none itself', () => {
  for (const { path, names } of COMMON_NAMES) {
    assert.ok(OPTIONS_BY_PATH.has(path), path);
    for (const name of names) assert.equal(OPTIONS_BY_PATH.has(name), false, name);
  }
});
