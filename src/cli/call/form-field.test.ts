import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../protocol/mcp.ts';
import { FormField } from './form-field.ts';

const field = (schema: JsonObject, isRequired = true): FormField => new FormField('it', schema, isRequired);

const TITLED = {
  type: 'string',
  oneOf: [
    { const: '#f00', title: 'Red' },
    { const: '#0f0', title: 'Green' },
  ],
};
const SEVERAL = { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string', enum: ['a', 'b', 'c'] } };

const ANSWERS: readonly (readonly [schema: JsonObject, text: string, value: unknown])[] = [
  [{ type: 'string' }, 'Ada', 'Ada'],
  [{ type: 'integer' }, '5', 5],
  [{ type: 'number', default: 7 }, '', 7],
  [{ type: 'boolean' }, 'y', true],
  [{ type: 'boolean' }, 'No', false],
  [{ type: 'boolean', default: false }, '', false],
  [{ type: 'string', enum: ['red', 'green'] }, '2', 'green'],
  [{ type: 'string', enum: ['red', 'green'], enumNames: ['Red', 'Green'] }, 'Green', 'green'],
  [TITLED, 'Red', '#f00'],
  [TITLED, '#0f0', '#0f0'],
  [SEVERAL, '1, c', ['a', 'c']],
  [{ type: 'string', format: 'email' }, 'ada@example.com', 'ada@example.com'],
  [{ type: 'string', format: 'date' }, '2026-07-28', '2026-07-28'],
];
for (const [schema, text, value] of ANSWERS) {
  test(`${JSON.stringify(schema)} takes "${text}" as ${JSON.stringify(value)}`, () =>
    assert.deepEqual(field(schema).read(text), value));
}

const REFUSED: readonly (readonly [schema: JsonObject, text: string, why: RegExp])[] = [
  [{ type: 'string' }, '', /An answer is needed/],
  [{ type: 'integer' }, 'five', /must be a whole number/],
  [{ type: 'integer', minimum: 18 }, '17', /at least 18/],
  [{ type: 'integer', maximum: 99 }, '100', /at most 99/],
  [{ type: 'string', minLength: 3 }, 'ab', /at least 3 characters/],
  [{ type: 'string', enum: ['red'] }, 'blue', /"blue" is not one of the choices/],
  [SEVERAL, 'a,b,c', /at most 2 choices/],
  [SEVERAL, 'a,z', /"z" is not one of the choices/],
  [{ type: 'boolean' }, 'maybe', /true or false/],
  [{ type: 'string', format: 'email' }, 'ada', /an email address/],
  [{ type: 'string', format: 'uri' }, 'nowhere', /a URI/],
  [{ type: 'string', format: 'date' }, '2026-99-99', /a date/],
  [{ type: 'string', format: 'date-time' }, 'noon', /a time/],
];
for (const [schema, text, why] of REFUSED) {
  test(`${JSON.stringify(schema)} refuses "${text}"`, () =>
    assert.throws(() => field(schema).read(text), why));
}

test('a field that need not be answered stays empty', () => {
  assert.equal(field({ type: 'string' }, false).read(''), undefined);
});

test('a person sees what a field is about and what may be answered', () => {
  const { label, hint, choices } = field({
    ...SEVERAL,
    title: 'Letters',
    description: 'Up\nto two',
    default: ['a'],
  });
  assert.equal(label, 'Letters: Up to two');
  assert.equal(hint, 'several, with commas between; default a');
  assert.deepEqual(choices[1], { value: 'b', title: 'b' });
  assert.equal(field({ type: 'boolean' }, false).hint, 'yes or no; may stay empty');
});
