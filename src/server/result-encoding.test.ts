// The same result as the JSON of each era.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeResult } from './result-encoding.ts';

const info = { name: 'srv', version: '1.2.3' };
const SERVER_INFO = { 'io.modelcontextprotocol/serverInfo': { name: 'srv', version: '1.2.3' } };

test('a session result is the result and nothing else', () => {
  assert.equal(encodeResult({}, 'session', info), '{}');
  assert.equal(encodeResult({ tools: [], nextCursor: undefined }, 'session', info), '{"tools":[]}');
});

for (const [what, result, expected] of [
  ['an empty result', {}, { resultType: 'complete', _meta: SERVER_INFO }],
  ['a result with members', { tools: [] }, { resultType: 'complete', _meta: SERVER_INFO, tools: [] }],
  [
    'a result whose members are undefined',
    { nextCursor: undefined },
    { resultType: 'complete', _meta: SERVER_INFO },
  ],
  [
    'a result with metadata',
    { _meta: { a: 1 }, x: 1 },
    { resultType: 'complete', _meta: { ...SERVER_INFO, a: 1 }, x: 1 },
  ],
  [
    'an unfinished result',
    { resultType: 'input_required' },
    { resultType: 'input_required', _meta: SERVER_INFO },
  ],
] as const) {
  test(`${what} gets the modern members`, () => {
    assert.deepEqual(JSON.parse(encodeResult(result, 'modern', info)), expected);
  });
}

test('a result that JSON cannot carry is refused in both eras', () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  assert.throws(() => encodeResult(cycle, 'session', info), TypeError);
  assert.throws(() => encodeResult({ big: 1n }, 'modern', info), TypeError);
});
