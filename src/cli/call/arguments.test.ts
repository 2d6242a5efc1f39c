import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../protocol/mcp.ts';
import { readArguments } from './arguments.ts';

const SCHEMA: JsonObject = {
  type: 'object',
  $defs: { place: { type: 'object', properties: { city: { type: 'string' }, zip: { type: 'integer' } } } },
  properties: {
    text: { type: 'string' },
    count: { type: 'integer' },
    ratio: { type: ['number', 'null'] },
    loud: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    sizes: { anyOf: [{ type: 'array', items: { type: 'number' } }, { type: 'null' }] },
    from: { $ref: '#/$defs/place' },
    level: { enum: [1, 2, 'max'] },
    either: { anyOf: [{ type: 'number' }, { type: 'string' }] },
    anything: {},
    'dotted.name': { type: 'number' },
  },
};

const FILES: Record<string, string> = { 'notes.md': 'line\n', 'args.json': '{"text":"x"}' };
const readFile = (name: string): string => FILES[name] ?? assert.fail(`reads ${name}`);

function read(args: readonly string[], json?: string, schema = SCHEMA): JsonObject {
  return readArguments(schema, { args, json, readFile });
}

const READ: readonly (readonly [args: readonly string[], expected: JsonObject])[] = [
  [['text=hello=world'], { text: 'hello=world' }],
  [['text='], { text: '' }],
  [['text=5'], { text: '5' }],
  [['count=5'], { count: 5 }],
  [['count=-5'], { count: -5 }],
  [['ratio=0.5'], { ratio: 0.5 }],
  [['ratio=null'], { ratio: null }],
  [['loud=false'], { loud: false }],
  [['loud'], { loud: true }],
  [['tags=a'], { tags: ['a'] }],
  [['tags=a', 'tags=b,c'], { tags: ['a', 'b,c'] }],
  [['tags=["a","b"]', 'tags=c'], { tags: ['a', 'b', 'c'] }],
  [['sizes=1', 'sizes=2.5'], { sizes: [1, 2.5] }],
  [['sizes=null'], { sizes: null }],
  [['from.city=Rome', 'from.zip=118'], { from: { city: 'Rome', zip: 118 } }],
  [['from={"city":"Rome"}', 'from.zip=118'], { from: { city: 'Rome', zip: 118 } }],
  [['level=2'], { level: 2 }],
  [['level=max'], { level: 'max' }],
  [['either=7'], { either: 7 }],
  [['either=seven'], { either: 'seven' }],
  [['anything=7'], { anything: '7' }],
  [['anything:={"a":[1]}'], { anything: { a: [1] } }],
  [['dotted.name=3'], { 'dotted.name': 3 }],
  [['text=@notes.md'], { text: 'line\n' }],
  [['text=@@ada'], { text: '@ada' }],
  [['anything:=@args.json'], { anything: { text: 'x' } }],
];
for (const [args, expected] of READ) {
  test(`--arg ${args.join(' --arg ')} is ${JSON.stringify(expected)}`, () =>
    assert.deepEqual(read(args), expected));
}

const REFUSED: readonly (readonly [args: readonly string[], why: RegExp])[] = [
  [['count=five'], /"count" must be a whole number, not "five"/],
  [['count=1.5'], /"count" must be a whole number/],
  [['count='], /"count" must be a whole number/],
  [['ratio=x'], /"ratio" must be a number or null/],
  [['loud=maybe'], /"loud" must be true or false/],
  [['sizes=x'], /"sizes" must be a number for each item or null/],
  [['from=Rome'], /"from" must be a JSON object/],
  [['text'], /"text" needs a value: --arg text=/],
  [['text=a', 'text=b'], /"text" was given twice, and is no list/],
  [['tex=a'], /has no argument "tex"; it has text, count/],
  [['=5'], /has no name/],
  [['text.sub=a', 'text.sub.more=b'], /leads into "sub", which is no object/],
  [['anything:=nope'], /anything is no valid JSON/],
];
for (const [args, why] of REFUSED) {
  test(`--arg ${args.join(' --arg ')} is bad usage`, () =>
    assert.throws(() => read(args), { name: 'CliError', exitCode: 2, message: why }));
}

test('--json is the ground that --arg goes on top of', () => {
  assert.deepEqual(read(['count=2'], '{"text":"x","count":1,"more":true}'), {
    text: 'x',
    count: 2,
    more: true,
  });
  assert.deepEqual(read([], '@args.json'), { text: 'x' });
  assert.throws(() => read([], '[1]'), { exitCode: 2, message: /must be a JSON object/ });
  assert.throws(() => read([], '{'), { exitCode: 2, message: /--json is no valid JSON/ });
});

test('a tool that takes anything gets anything, as text', () => {
  assert.deepEqual(read(['whatever=1'], undefined, { type: 'object', additionalProperties: true }), {
    whatever: '1',
  });
  const numbers = { type: 'object', additionalProperties: { type: 'number' } };
  assert.deepEqual(read(['whatever=1'], undefined, numbers), { whatever: 1 });
});

test('a schema that refers to itself for ever is read as far as it helps', () => {
  const schema = {
    type: 'object',
    properties: { a: { $ref: '#/properties/a' }, b: { $ref: '#/$defs/gone' } },
  };
  assert.deepEqual(read(['a=1', 'b=2'], undefined, schema), { a: '1', b: '2' });
});

test('a name that reaches a prototype is a name like any other', () => {
  const args = read(['__proto__.polluted=1'], undefined, { type: 'object', additionalProperties: true });
  assert.deepEqual(Object.keys(args), ['__proto__']);
  assert.equal('polluted' in {}, false);
});
