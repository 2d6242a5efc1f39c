import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '../../protocol/mcp.ts';
import { JsonSchemaValidator } from './json-schema-validator.ts';

function accepts(schema: JsonObject, value: unknown): void {
  assert.deepEqual(new JsonSchemaValidator(schema).validate(value), { ok: true, value });
}

function refuses(schema: JsonObject, value: unknown, message: string): void {
  assert.deepEqual(new JsonSchemaValidator(schema).validate(value), { ok: false, message });
}

function isUnusable(schema: JsonObject, problem: RegExp): void {
  assert.throws(() => new JsonSchemaValidator(schema), { name: 'TypeError', message: problem });
}

describe('JsonSchemaValidator', () => {
  it('tells where and what is wrong, for all problems at once', () => {
    const schema = {
      type: 'object',
      properties: {
        city: { type: 'string', minLength: 2 },
        unit: { enum: ['celsius', 'fahrenheit'] },
        days: { type: 'array', items: { type: 'integer', minimum: 1 } },
      },
      required: ['city', 'when'],
      additionalProperties: false,
    };
    const value = { city: 'x', unit: 'kelvin', days: [1, 0], extra: true };
    refuses(
      schema,
      value,
      'must have required property \'when\'; must NOT have additional properties: "extra"; ' +
        'city: must NOT have fewer than 2 characters; unit: must be one of "celsius", "fahrenheit"; days.1: must be >= 1',
    );
  });

  it('keeps a message short, however many and long the problems are', () => {
    const names = Array.from({ length: 150 }, (_, index) => `property-number-${index}`);
    const validator = new JsonSchemaValidator({ type: 'object', required: names });
    const outcome = validator.validate({});
    assert.equal(outcome.ok, false);
    assert.ok(!outcome.ok && outcome.message.length <= 1020 && outcome.message.endsWith('; and more'));
  });

  it('follows $ref, $anchor, $dynamicRef and an embedded $id', () => {
    accepts(
      {
        $ref: '#/$defs/a',
        $defs: {
          a: { type: 'object', properties: { b: { $ref: '#here' } } },
          c: { $anchor: 'here', type: 'string' },
        },
      },
      { b: 'x' },
    );
    const tree = {
      $dynamicAnchor: 'node',
      type: 'object',
      properties: { kids: { type: 'array', items: { $dynamicRef: '#node' } } },
    };
    accepts(tree, { kids: [{ kids: [] }] });
    refuses(tree, { kids: [{ kids: [1] }] }, 'kids.0.kids.0: must be object');
    const bundle = {
      $id: 'https://example.com/a',
      $ref: 'b',
      $defs: { b: { $id: 'b', type: 'object', required: ['x'] } },
    };
    refuses(bundle, {}, "must have required property 'x'");
  });

  it('applies composition and conditions', () => {
    const schema = {
      type: 'object',
      allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
      if: { properties: { by: { const: 'phone' } }, required: ['by'] },
      // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
      then: { required: ['phone'] },
      else: { required: ['email'] },
    };
    accepts(schema, { by: 'phone', phone: '1' });
    accepts(schema, { email: 'a' });
    assert.equal(new JsonSchemaValidator(schema).validate({ by: 'phone', email: 'a' }).ok, false);
    refuses(
      { type: 'object', oneOf: [{ required: ['a'] }, { required: ['b'] }] },
      { a: 1, b: 1 },
      'must match exactly one schema in oneOf',
    );
  });

  it('knows which properties and items composition has evaluated', () => {
    const branches = [
      { properties: { b: { const: 1 } }, required: ['b'] },
      { properties: { c: { const: 1 } }, required: ['c'] },
    ];
    const schema = { allOf: [{ properties: { a: true } }], anyOf: branches, unevaluatedProperties: false };
    accepts(schema, { a: 1, c: 1 });
    refuses(schema, { a: 1, c: 1, d: 1 }, 'must NOT have unevaluated properties: "d"');
    const conditional = {
      if: { properties: { kind: { const: 'x' } }, required: ['kind'] },
      else: { properties: { other: true } },
      unevaluatedProperties: false,
    };
    accepts(conditional, { kind: 'x' });
    refuses(conditional, { kind: 'y', other: 1 }, 'must NOT have unevaluated properties: "kind"');
    const items = { anyOf: [{ items: { type: 'string' } }, true], unevaluatedItems: { type: 'boolean' } };
    accepts(items, ['yes', 'no']);
    accepts(items, [true, false]);
    refuses(items, ['yes', 1], '0: must be boolean; 1: must be boolean');
  });

  it('takes own properties only, in the schema and in the value', () => {
    const schema = {
      type: 'object',
      properties: { constructor: { type: 'string' } },
      required: ['toString'],
    };
    refuses(schema, {}, "must have required property 'toString'");
    accepts(schema, { toString: 1 });
    refuses(schema, { toString: 1, constructor: 1 }, 'constructor: must be string');
    refuses(
      { type: 'object', anyOf: [{ properties: { a: true } }], unevaluatedProperties: false },
      { valueOf: 1 },
      'must NOT have unevaluated properties: "valueOf"',
    );
    accepts({ const: { constructor: { a: 1 }, valueOf: 2 } }, { valueOf: 2, constructor: { a: 1 } });
  });

  it('can describe a property called __proto__', () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"number"}},"required":["__proto__"],"additionalProperties":false}',
    );
    accepts(schema, JSON.parse('{"__proto__":1}'));
    refuses(schema, JSON.parse('{"__proto__":"x"}'), '__proto__: must be number');
    refuses(schema, {}, "must have required property '__proto__'");
  });

  it('tells equal items from different ones by value', () => {
    const schema = { uniqueItems: true };
    accepts(schema, [1, '1', true, 'true', null, 'null', { a: 1 }, '{"a":1}', [1], [[1]], { a: 1, b: 2 }]);
    refuses(schema, [{ a: 1, b: [2] }, 1, { b: [2], a: 1 }], 'must NOT have duplicate items');
    refuses({ enum: [{ a: 1 }, [1, 2]] }, { a: 2 }, 'must be one of {"a":1}, [1,2]');
    accepts({ enum: [{ a: 1 }, [1, 2]] }, [1, 2]);
    accepts({ enum: Array.from({ length: 40 }, (_, index) => index) }, 39);
  });

  it('counts code points, compares decimal fractions as people do, and takes no infinity for an integer', () => {
    accepts({ maxLength: 2, minLength: 2 }, '😀😀');
    refuses({ maxLength: 2 }, '😀😀😀', 'must NOT have more than 2 characters');
    refuses({ minLength: 3 }, '😀😀', 'must NOT have fewer than 3 characters');
    accepts({ multipleOf: 0.01 }, 19.99);
    assert.equal(new JsonSchemaValidator({ type: 'integer' }).validate(Number.POSITIVE_INFINITY).ok, false);
  });

  it('takes format and unknown keywords for annotations', () => {
    accepts(
      {
        type: 'object',
        properties: { a: { type: 'string', format: 'email', 'x-mcp-header': 'A', nullable: 1 } },
      },
      { a: 'no email' },
    );
  });

  it('speaks draft-07 when the schema says so', () => {
    const $schema = 'http://json-schema.org/draft-07/schema#';
    const schema = {
      $schema,
      $ref: '#/definitions/a',
      required: ['ignored'],
      definitions: { a: { type: 'object', dependencies: { x: ['y'] } } },
    };
    accepts(schema, {});
    refuses(schema, { x: 1 }, 'must have property y when property x is present');
    refuses(
      { $schema, items: [{ type: 'string' }], additionalItems: false },
      ['a', 1],
      'must NOT have more than 1 items',
    );
  });

  it('refuses other dialects', () => {
    isUnusable({ $schema: 'https://json-schema.org/draft/2019-09/schema' }, /unsupported dialect .*2019-09/);
    isUnusable(
      { properties: { a: { $schema: 'http://json-schema.org/draft-07/schema#' } } },
      /at #\/properties\/a: a subschema must have the dialect of the whole/,
    );
  });

  it('never fetches what a $ref points to', () => {
    isUnusable(
      { $ref: 'https://example.com/schema.json' },
      /\$ref "https:\/\/example.com\/schema.json" is not in it, and references to elsewhere are never fetched/,
    );
    isUnusable({ $ref: '#/$defs/missing' }, /\$ref "#\/\$defs\/missing" is not in it/);
    isUnusable({ properties: { a: { $ref: '#/$defs/toString' } }, $defs: {} }, /not usable/);
  });

  it('does not take annotations and constants for schemas', () => {
    isUnusable({ $ref: '#/examples/0', examples: [{ type: 'string' }] }, /is not in it/);
    isUnusable({ properties: { a: { $ref: '#/enum/0' } }, enum: [{ type: 'string' }] }, /not usable/);
  });

  it('says where a schema is invalid', () => {
    isUnusable({ type: 'objekt' }, /at #\/type: it must be one or more of null, boolean/);
    isUnusable({ properties: { a: 5 } }, /at #\/properties\/a: a schema must be an object or a boolean/);
    isUnusable(
      { properties: { a: { minLength: -1 } } },
      /at #\/properties\/a\/minLength: it must be a whole number from 0/,
    );
    isUnusable({ required: 'a' }, /at #\/required: it must be a list of strings/);
    isUnusable({ items: [{ type: 'string' }] }, /at #\/items: a schema must be an object or a boolean/);
    isUnusable({ allOf: [] }, /at #\/allOf: it must be a list of schemas/);
    isUnusable({ multipleOf: 0 }, /at #\/multipleOf: it must be a number above 0/);
  });

  it('refuses combinations that it would get wrong', () => {
    isUnusable(
      { contains: { const: 1 }, unevaluatedItems: false },
      /unevaluatedItems is not supported together with contains/,
    );
    isUnusable(
      { $ref: '#a', $dynamicRef: '#a', $defs: { a: { $anchor: 'a' } } },
      /not supported beside each other/,
    );
  });
});
