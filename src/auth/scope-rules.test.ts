// Which scopes a request needs, and whether a principal has them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasScopes, ScopeRules } from './scope-rules.ts';

type Lists = Record<string, readonly string[]>;

function rules(toolScopes: Lists = {}, requiredScopes: readonly string[] = [], impliedScopes: Lists = {}) {
  return new ScopeRules({
    requiredScopes,
    toolScopes: new Map(Object.entries(toolScopes)),
    impliedScopes: new Map(Object.entries(impliedScopes)),
  });
}

test('without rules a request needs nothing', () => {
  assert.deepEqual(rules().neededFor(undefined), []);
  assert.deepEqual(rules().neededFor('remove'), []);
});

test('what every request needs, requests other than tool calls need too', () => {
  const scopes = rules({ remove: ['write'] }, ['mcp']);
  assert.deepEqual(scopes.neededFor(undefined), ['mcp']);
  assert.deepEqual(scopes.neededFor('list'), ['mcp']);
});

test('a tool needs the scopes of all patterns that match it, each once, named together', () => {
  const scopes = rules({ 'files.*': ['files'], '*.remove': ['write', 'files'], 'mail.*': ['mail'] }, ['mcp']);
  assert.deepEqual(scopes.neededFor('files.remove'), ['mcp', 'files', 'write']);
  assert.deepEqual(scopes.neededFor('files.read'), ['mcp', 'files']);
});

const PATTERNS: readonly [pattern: string, matching: readonly string[], other: readonly string[]][] = [
  ['remove', ['remove'], ['removes', 'a.remove', '']],
  ['*', ['remove', ''], []],
  ['files.*', ['files.', 'files.read'], ['files', 'my.files.read']],
  ['*.remove', ['.remove', 'files.remove'], ['files.remove.all']],
  ['a*b*c', ['abc', 'a-b-c', 'abbcc'], ['ab', 'acb', 'ac']],
  ['a*a', ['aa', 'aba'], ['a']],
  ['a.c', ['a.c'], ['abc']],
];
for (const [pattern, matching, other] of PATTERNS) {
  test(`the pattern "${pattern}" matches what it says and nothing else`, () => {
    const scopes = rules({ [pattern]: ['x'] });
    for (const name of matching) assert.deepEqual(scopes.neededFor(name), ['x'], name);
    for (const name of other) assert.deepEqual(scopes.neededFor(name), [], name);
  });
}

test('more tool names than are remembered are still judged right', () => {
  const scopes = rules({ 'x*': ['x'] });
  for (let n = 0; n < 1100; n++) assert.deepEqual(scopes.neededFor(`x${n}`), ['x']);
  assert.deepEqual(scopes.neededFor('y'), []);
});

test('a broad scope brings what it implies, through chains and circles', () => {
  const scopes = rules({}, [], { admin: ['write'], write: ['read'], read: ['admin'] });
  assert.deepEqual(scopes.expand(['write', 'mail']), ['write', 'mail', 'read', 'admin']);
});

test('a principal has the scopes only when it has all of them', () => {
  const principal = { id: 'ada', scopes: ['read', 'write'] };
  assert.equal(hasScopes(principal, []), true);
  assert.equal(hasScopes(principal, ['read', 'write']), true);
  assert.equal(hasScopes(principal, ['read', 'mail']), false);
});
