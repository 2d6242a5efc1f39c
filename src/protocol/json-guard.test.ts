// Depth is bounded and `__proto__` is refused, wherever it hides.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findJsonProblem } from './json-guard.ts';

function nestedArrays(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
}

function nestedObjects(levels: number): unknown {
  return JSON.parse(`${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`);
}

test('values nested up to the bound pass', () => {
  assert.equal(findJsonProblem(nestedArrays(64)), undefined);
  assert.equal(findJsonProblem(nestedObjects(64)), undefined);
});

test('values nested one level deeper are refused', () => {
  assert.equal(findJsonProblem(nestedArrays(65)), 'nests deeper than 64 levels');
  assert.equal(findJsonProblem(nestedObjects(65)), 'nests deeper than 64 levels');
});

test('a value nested far deeper than any stack is refused rather than crashing the check', () => {
  assert.equal(findJsonProblem(nestedArrays(200_000)), 'nests deeper than 64 levels');
});

test('depth counts along one path, not in total', () => {
  assert.equal(findJsonProblem(Array.from({ length: 1000 }, () => ({ a: [[]] }))), undefined);
});

const HIDING_PLACES = [
  '{"__proto__":1}',
  '{"a":{"__proto__":{"isAdmin":true}}}',
  '[0,[{"b":{"__proto__":null}}]]',
  '{"a":1,"\\u005f_proto__":{}}',
];
for (const json of HIDING_PLACES) {
  test(`the prototype key is found in ${json}`, () => {
    assert.equal(findJsonProblem(JSON.parse(json)), 'has a key named "__proto__"');
  });
}

test('keys that only look dangerous, and the text "__proto__" as a value, pass', () => {
  assert.equal(findJsonProblem(JSON.parse('{"constructor":{"prototype":1},"a":["__proto__"]}')), undefined);
});

test('scalars pass', () => {
  assert.deepEqual(
    [null, true, 0, 'text'].map((value) => findJsonProblem(value)),
    [undefined, undefined, undefined, undefined],
  );
});
