import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as valibot from 'valibot';
import { z } from 'zod';
import { elicitationSchema, fromJsonSchema, type SchemaSource } from './schema.ts';

function fieldOf(field: z.ZodType): unknown {
  return (elicitationSchema(z.object({ field })) as { properties: { field: unknown } }).properties.field;
}

function isRefused(source: SchemaSource, problem: RegExp): void {
  assert.throws(() => elicitationSchema(source), { name: 'TypeError', message: problem });
}

describe('elicitationSchema', () => {
  it('leaves a raw JSON Schema as it is', () => {
    const json = { type: 'object', properties: { a: { type: 'string', pattern: 'x' } } };
    assert.equal(elicitationSchema(json), json);
  });

  it('writes the fields of a form as the wire has them', () => {
    const schema = z.object({
      name: z
        .string()
        .min(2)
        .max(50)
        .describe('Your name')
        .meta({ title: 'Name', examples: ['Ada'] }),
      email: z.email(),
      site: z.url().optional(),
      day: z.iso.date(),
      age: z.int().positive().max(150),
      share: z.number().min(0).max(1).default(0.5),
      agree: z.boolean().default(false),
    });
    assert.deepEqual(elicitationSchema(schema), {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        name: { type: 'string', minLength: 2, maxLength: 50, description: 'Your name', title: 'Name' },
        email: { type: 'string', format: 'email' },
        site: { type: 'string', format: 'uri' },
        day: { type: 'string', format: 'date' },
        age: { type: 'integer', minimum: 1, maximum: 150 },
        share: { type: 'number', minimum: 0, maximum: 1, default: 0.5 },
        agree: { type: 'boolean', default: false },
      },
      required: ['name', 'email', 'day', 'age'],
    });
  });

  it('writes choices as the wire has them, however they were made', () => {
    assert.deepEqual(fieldOf(z.enum(['a', 'b']).default('a')), {
      type: 'string',
      enum: ['a', 'b'],
      default: 'a',
    });
    assert.deepEqual(fieldOf(z.literal('a')), { type: 'string', enum: ['a'] });
    const titled = z.union([z.literal('#f00').meta({ title: 'Red' }), z.literal('#0f0')]);
    const options = [
      { const: '#f00', title: 'Red' },
      { const: '#0f0', title: '#0f0' },
    ];
    assert.deepEqual(fieldOf(titled), { type: 'string', oneOf: options });
    assert.deepEqual(
      fieldOf(
        z
          .array(z.enum(['a', 'b']))
          .min(1)
          .max(2),
      ),
      {
        type: 'array',
        minItems: 1,
        maxItems: 2,
        items: { type: 'string', enum: ['a', 'b'] },
      },
    );
    assert.deepEqual(fieldOf(z.array(titled)), { type: 'array', items: { anyOf: options } });
  });

  it('takes the schemas of other libraries', () => {
    const ark = elicitationSchema(type({ kind: "'a'|'b'", 'mail?': 'string.email', ok: 'boolean' }));
    assert.deepEqual(ark['properties'], {
      kind: { type: 'string', enum: ['a', 'b'] },
      mail: { type: 'string', format: 'email' },
      ok: { type: 'boolean' },
    });
    const form = valibot.object({
      kind: valibot.picklist(['a', 'b']),
      level: valibot.pipe(valibot.number(), valibot.integer()),
    });
    assert.deepEqual(elicitationSchema(toStandardJsonSchema(form))['properties'], {
      kind: { type: 'string', enum: ['a', 'b'] },
      level: { type: 'integer' },
    });
  });

  it('takes a closed object: a form has no other fields', () => {
    assert.deepEqual(elicitationSchema(z.strictObject({ a: z.string() }))['properties'], {
      a: { type: 'string' },
    });
  });

  it('names the field that a form cannot ask for', () => {
    isRefused(
      z.object({ address: z.object({ city: z.string() }) }),
      /field "address" cannot use type "object"/,
    );
    isRefused(z.object({ code: z.string().regex(/^a/) }), /field "code" cannot use pattern/);
    isRefused(z.object({ id: z.uuid() }), /field "id" cannot use format "uuid"/);
    isRefused(z.object({ note: z.string().nullable() }), /field "note" cannot use type \["string","null"\]/);
    isRefused(
      z.object({ tags: z.array(z.string()) }),
      /field "tags" cannot use a list of anything but choices/,
    );
    isRefused(z.object({ share: z.number().gt(0) }), /field "share" cannot use exclusiveMinimum/);
    isRefused(z.object({ level: z.enum({ low: 1, high: 2 }) }), /field "level" cannot use enum/);
    isRefused(z.object({ any: z.union([z.string(), z.number()]) }), /field "any" cannot use type/);
  });

  it('refuses what is not an object of named fields', () => {
    isRefused(z.string(), /must be an object of named fields/);
    isRefused(z.record(z.string(), z.number()), /must be an object of named fields/);
    isRefused(z.looseObject({ a: z.string() }), /cannot use additionalProperties/);
    isRefused(
      fromJsonSchema({ type: 'object', properties: {}, required: ['a'] }),
      /a required field that it does not describe \("a"\)/,
    );
  });
});
