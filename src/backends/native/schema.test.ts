import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as valibot from 'valibot';
import { z } from 'zod';
import type { JsonObject } from '../../protocol/mcp.ts';
import { compileSchema, fromJsonSchema, type SchemaSource } from './schema.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The schema of the conformance suite's `json_schema_2020_12_tool`. */
const CONFORMANCE: JsonObject = {
  $schema: DIALECT,
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};

describe('compileSchema', () => {
  it('validates with zod, synchronously, and returns what zod made of the value', () => {
    const schema = compileSchema(z.object({ text: z.string(), times: z.number().default(2) }), 'input');
    assert.deepEqual(schema.validate({ text: 'x', extra: 1 }), { ok: true, value: { text: 'x', times: 2 } });
    assert.deepEqual(schema.json, {
      $schema: DIALECT,
      type: 'object',
      properties: { text: { type: 'string' }, times: { type: 'number', default: 2 } },
      required: ['text'],
    });
  });

  it('tells the path and the problem of each issue', () => {
    const schema = compileSchema(z.object({ a: z.array(z.object({ b: z.int() })), c: z.string() }), 'input');
    assert.deepEqual(schema.validate({ a: [{ b: 1.5 }] }), {
      ok: false,
      message:
        'a.0.b: Invalid input: expected int, received number; c: Invalid input: expected string, received undefined',
    });
  });

  it('waits for a schema that validates asynchronously', async () => {
    const schema = compileSchema(
      z.object({ id: z.string().refine(async (id) => id === 'known', 'unknown id') }),
      'input',
    );
    assert.deepEqual(await schema.validate({ id: 'known' }), { ok: true, value: { id: 'known' } });
    assert.deepEqual(await schema.validate({ id: 'x' }), { ok: false, message: 'id: unknown id' });
  });

  it('takes ArkType schemas, which are functions', () => {
    const schema = compileSchema(type({ text: 'string', 'size?': 'number.integer >= 1' }), 'input');
    assert.deepEqual(schema.validate({ text: 'x' }), { ok: true, value: { text: 'x' } });
    assert.deepEqual(schema.validate({ text: 'x', size: 0 }), {
      ok: false,
      message: 'size: size must be at least 1 (was 0)',
    });
    assert.equal(schema.json['type'], 'object');
  });

  it('takes Valibot schemas that were wrapped, and says how to wrap others', () => {
    const plain = valibot.object({ text: valibot.pipe(valibot.string(), valibot.minLength(2)) });
    const schema = compileSchema(toStandardJsonSchema(plain), 'input');
    assert.deepEqual(schema.validate({ text: 'xy' }), { ok: true, value: { text: 'xy' } });
    assert.deepEqual(schema.validate({ text: 'x' }), {
      ok: false,
      message: 'text: Invalid length: Expected >=2 but received 1',
    });
    assert.throws(() => compileSchema(plain, 'input'), {
      name: 'TypeError',
      message:
        'The valibot schema cannot describe itself as JSON Schema: wrap it in toStandardJsonSchema() of @valibot/to-json-schema.',
    });
  });

  it('validates with a raw JSON Schema and shows it as it is', () => {
    const schema = compileSchema(CONFORMANCE, 'input');
    assert.deepEqual(schema.json, CONFORMANCE);
    assert.deepEqual(schema.validate({ email: 'a@b.c', address: { city: 'x' } }), {
      ok: true,
      value: { email: 'a@b.c', address: { city: 'x' } },
    });
    const outcome = schema.validate({ contactMethod: 'phone', email: 'a', address: { city: 1 } });
    assert.ok(!(outcome instanceof Promise) && !outcome.ok);
    assert.match(outcome.message, /must have required property 'phone'.*address.city: must be string/);
  });

  it('adds the type that arguments always have', () => {
    assert.deepEqual(compileSchema({ properties: { a: true } }, 'input').json, {
      type: 'object',
      properties: { a: true },
    });
    assert.deepEqual(compileSchema({}, 'input').json, { type: 'object' });
    const union = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('a') }),
      z.object({ kind: z.literal('b') }),
    ]);
    assert.equal(compileSchema(union, 'input').json['type'], 'object');
    assert.equal(compileSchema(union, 'output').json['type'], 'object');
  });

  it('refuses arguments that are not an object', () => {
    const sources: SchemaSource[] = [
      z.string(),
      z.union([z.string(), z.number()]),
      { type: 'array' },
      { type: ['object', 'null'] },
      { anyOf: [{ type: 'string' }, { allOf: [{ type: 'number' }] }] },
    ];
    for (const source of sources) {
      assert.throws(() => compileSchema(source, 'input'), {
        name: 'TypeError',
        message: /must have type "object" at its root/,
      });
    }
  });

  it('takes any value as output', () => {
    const list = compileSchema(z.array(z.number()), 'output');
    assert.deepEqual(list.json, { $schema: DIALECT, type: 'array', items: { type: 'number' } });
    assert.deepEqual(list.validate([1]), { ok: true, value: [1] });
    assert.deepEqual(compileSchema({ anyOf: [{ type: 'string' }, { type: 'object' }] }, 'output').json, {
      anyOf: [{ type: 'string' }, { type: 'object' }],
    });
  });

  it('describes output by what the library makes, not by what it takes', () => {
    const schema = z.object({ size: z.number().default(1) });
    assert.deepEqual(compileSchema(schema, 'input').json['required'], undefined);
    assert.deepEqual(compileSchema(schema, 'output').json['required'], ['size']);
  });

  it('says why a library cannot describe its schema', () => {
    assert.throws(() => compileSchema(z.object({ when: z.date() }), 'input'), {
      name: 'TypeError',
      message: 'The zod schema cannot be described as JSON Schema: Date cannot be represented in JSON Schema',
    });
  });

  it('refuses what is no schema', () => {
    for (const source of [true, 'string', null, [], undefined]) {
      assert.throws(
        () => compileSchema(source as unknown as SchemaSource, 'input'),
        /A schema must be a Standard Schema/,
      );
    }
  });
});

describe('fromJsonSchema', () => {
  it('makes a Standard Schema of a raw JSON Schema', () => {
    const json = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };
    const schema = fromJsonSchema<{ a: number }>(json);
    assert.deepEqual(schema['~standard'].validate({ a: 1 }), { value: { a: 1 } });
    assert.deepEqual(schema['~standard'].validate({ a: 'x' }), {
      issues: [{ message: 'a: must be integer' }],
    });
    const compiled = compileSchema(schema, 'input');
    assert.deepEqual(compiled.json, json);
    assert.deepEqual(compiled.validate({}), { ok: false, message: "must have required property 'a'" });
  });

  it('refuses an invalid schema when it is made', () => {
    assert.throws(() => fromJsonSchema({ type: 'nothing' }), { name: 'TypeError', message: /at #\/type/ });
  });
});
