// Schemas and values made to hang or crash a validator. The assertions count steps, so that they hold on any machine.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../protocol/mcp.ts';
import { JsonSchemaValidator } from './json-schema-validator.ts';

const TOO_COMPLEX = { ok: false, message: 'value too complex for its schema' };
const KEYS = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`key${index}`, 1]));

/** `{ a: { a: ... } }` around the leaf. */
function nested(levels: number, leaf: unknown = 1): unknown {
  let value = leaf;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
}

/** A schema that applies itself below `a` by way of every branch. */
function recursive(keyword: string, branches: (again: JsonObject) => unknown): JsonObject {
  const again = { type: 'object', properties: { a: { $ref: '#/$defs/node' } } };
  return { $ref: '#/$defs/node', $defs: { node: { [keyword]: branches(again) } } };
}

function isStopped(schema: JsonObject, value: unknown): void {
  const validator = new JsonSchemaValidator(schema);
  assert.deepEqual(validator.validate(value), TOO_COMPLEX);
  // What it does once more after its steps are spent is bounded by one charge.
  assert.ok(validator.steps > 4_000_000 && validator.steps < 100_000_000, `${validator.steps} steps`);
}

function isUnusable(schema: JsonObject, problem: RegExp): void {
  assert.throws(() => new JsonSchemaValidator(schema), { name: 'TypeError', message: problem });
}

describe('validation of hostile values', () => {
  it('stops when branches double the work at each level', () => {
    isStopped(
      recursive('anyOf', (again) => [again, again]),
      nested(60),
    );
    isStopped(
      recursive('oneOf', (again) => [again, { ...again, minProperties: 2 }, again]),
      nested(60),
    );
    isStopped(
      recursive('allOf', (again) => [again, { ...again, maxProperties: 5 }]),
      nested(60, {}),
    );
    isStopped(
      recursive('anyOf', (again) => Array.from({ length: 100 }, () => again)),
      nested(60),
    );
  });

  it('stops when conditions and unevaluated properties do', () => {
    const condition = { if: { properties: { a: { $ref: '#' } } }, else: { maxProperties: 9 } };
    isStopped({ ...condition, properties: { a: { $ref: '#' } } }, nested(60));
    isStopped({ ...recursive('anyOf', (again) => [again, again]), unevaluatedProperties: false }, nested(60));
  });

  it('stops when many subschemas look at many items or properties', () => {
    const items = Array.from({ length: 100_000 }, (_, index) => index);
    const branch = (index: number) => ({ items: { $ref: '#/$defs/n' }, contains: { const: `x${index}` } });
    isStopped(
      { anyOf: Array.from({ length: 100 }, (_, index) => branch(index)), $defs: { n: { type: 'number' } } },
      items,
    );
    isStopped({ allOf: Array.from({ length: 100 }, () => ({ propertyNames: { maxLength: 100 } })) }, KEYS);
    isStopped(
      { allOf: Array.from({ length: 100 }, () => ({ additionalProperties: { type: 'number' } })) },
      KEYS,
    );
    isStopped(
      {
        patternProperties: Object.fromEntries(
          Array.from({ length: 100 }, (_, index) => [`${index}x$`, true]),
        ),
        unevaluatedProperties: false,
      },
      KEYS,
    );
  });

  it('stops when large values are compared again and again', () => {
    isStopped(
      { allOf: Array.from({ length: 100 }, () => ({ uniqueItems: true })) },
      Array.from({ length: 20_000 }, (_, index) => ({ a: index })),
    );
    isStopped({ allOf: Array.from({ length: 100 }, () => ({ not: { const: {} } })) }, KEYS);
    isStopped({ allOf: Array.from({ length: 100 }, () => ({ maxLength: 300_000 })) }, '😀'.repeat(250_000));
  });

  it('stops a pattern that is slow on a long text', () => {
    isStopped({ pattern: '^(a|b)*a(a|b){200}$' }, 'ab'.repeat(10_000));
  });

  it('needs steps in proportion to the items that have to be unique', () => {
    const validator = new JsonSchemaValidator({ uniqueItems: true });
    const stepsFor = (count: number) => {
      assert.equal(
        validator.validate(Array.from({ length: count }, (_, index) => ({ index: index + 10_000 }))).ok,
        true,
      );
      return validator.steps;
    };
    assert.equal(stepsFor(20_000), 2 * stepsFor(10_000));
  });

  it('has steps enough for the largest ordinary values', () => {
    const numbers = new JsonSchemaValidator({ items: { type: 'integer' } });
    assert.equal(numbers.validate(new Array(500_000).fill(7)).ok, true);
    const records = new JsonSchemaValidator({
      items: {
        oneOf: [
          {
            type: 'object',
            properties: { kind: { const: 'a' }, text: { type: 'string' } },
            required: ['kind', 'text'],
            additionalProperties: false,
          },
          {
            type: 'object',
            properties: { kind: { const: 'b' }, size: { type: 'number' } },
            required: ['kind', 'size'],
            additionalProperties: false,
          },
        ],
      },
    });
    assert.equal(
      records.validate(
        Array.from({ length: 25_000 }, (_, index) =>
          index % 2 ? { kind: 'a', text: 'x' } : { kind: 'b', size: 1 },
        ),
      ).ok,
      true,
    );
    assert.equal(
      new JsonSchemaValidator({ pattern: '^[A-Za-z0-9+/]*=*$' }).validate('QUJD'.repeat(200_000)).ok,
      true,
    );
  });

  it('reports the first problem of a value with countless ones', () => {
    const validator = new JsonSchemaValidator({ items: { type: 'integer' } });
    assert.deepEqual(validator.validate(new Array(100_000).fill('x')), {
      ok: false,
      message: '0: must be integer',
    });
  });

  it('goes on after a value that was too complex', () => {
    const validator = new JsonSchemaValidator(recursive('anyOf', (again) => [again, again]));
    assert.deepEqual(validator.validate(nested(60)), TOO_COMPLEX);
    assert.equal(validator.validate(nested(3, {})).ok, true);
  });
});

describe('compilation of hostile schemas', () => {
  it('bounds depth, size and alternatives', () => {
    let deep: JsonObject = {};
    for (let level = 0; level < 65; level += 1) deep = { not: deep };
    isUnusable(deep, /nests deeper than 64 subschemas/);
    isUnusable(
      { properties: Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`p${index}`, {}])) },
      /more than 1000 subschemas/,
    );
    isUnusable(
      { anyOf: Array.from({ length: 129 }, () => ({})) },
      /at #\/anyOf: it has more than 128 schemas/,
    );
    isUnusable(
      { required: Array.from({ length: 20_001 }, (_, index) => `p${index}`) },
      /lists more than 20000 names and values/,
    );
  });

  it('stops at objects that contain themselves, or each other many times', () => {
    const circle: JsonObject = {};
    circle['not'] = circle;
    isUnusable(circle, /nests deeper than 64 subschemas/);
    let shared: JsonObject = {};
    for (let level = 0; level < 50; level += 1) shared = { allOf: [shared, shared] };
    isUnusable(shared, /more than 1000 subschemas/);
  });

  it('refuses a schema that applies itself to the same value', () => {
    isUnusable({ $ref: '#' }, /applies itself to the same value without end/);
    isUnusable(
      {
        anyOf: [{ $ref: '#/$defs/a' }],
        $defs: { a: { allOf: [{ $ref: '#/$defs/b' }] }, b: { not: { $ref: '#/$defs/a' } } },
      },
      /without end/,
    );
  });

  it('refuses references that multiply the schema, or nest too deeply', () => {
    const extra = Object.fromEntries(
      Array.from({ length: 15 }, (_, index) => [`x${index}`, { maxLength: index }]),
    );
    let levels: JsonObject = {};
    for (let level = 0; level < 55; level += 1) levels = { properties: { a: levels, ...extra } };
    const allOf = Array.from({ length: 50 }, (_, index) => ({
      $ref: `#${'/properties/a'.repeat(index + 1)}`,
    }));
    isUnusable({ ...levels, allOf }, /references multiply it beyond measure/);
    const link = (index: number) => ({ properties: { a: { $ref: `#/$defs/d${(index + 1) % 400}` } } });
    const $defs = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`d${index}`, link(index)]));
    isUnusable({ $ref: '#/$defs/d0', $defs }, /references nest too deeply/);
  });

  it('compiles dynamic anchors inside each other once', () => {
    let tree: JsonObject = { type: 'object' };
    for (let level = 0; level < 40; level += 1)
      tree = { $dynamicAnchor: `a${level}`, properties: { a: tree } };
    assert.equal(new JsonSchemaValidator(tree).validate(nested(50, {})).ok, true);
  });
});
