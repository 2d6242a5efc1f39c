import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { headerParameters } from './header-parameters.ts';
import type { JsonObject } from './mcp.ts';

const REGION = { type: 'string', 'x-mcp-header': 'Region' };

function isRefused(schema: JsonObject, problem: RegExp): void {
  assert.throws(() => headerParameters(schema), { name: 'TypeError', message: problem });
}

describe('headerParameters', () => {
  it('finds annotated parameters at any depth of properties', () => {
    const schema = {
      type: 'object',
      properties: {
        region: REGION,
        target: { type: 'object', properties: { shard: { type: 'integer', 'x-mcp-header': 'Shard-Id' } } },
        dry: { type: 'boolean', 'x-mcp-header': 'dry' },
        query: { type: 'string' },
      },
    };
    assert.deepEqual(headerParameters(schema), [
      { header: 'mcp-param-region', path: ['region'], type: 'string' },
      { header: 'mcp-param-shard-id', path: ['target', 'shard'], type: 'integer' },
      { header: 'mcp-param-dry', path: ['dry'], type: 'boolean' },
    ]);
  });

  it('finds none in most schemas', () => {
    assert.deepEqual(headerParameters({ type: 'object' }), []);
  });

  it('reads the annotations that a schema library passes on', () => {
    const schema = z.object({ region: z.enum(['eu', 'us']).meta({ 'x-mcp-header': 'Region' }).optional() });
    assert.deepEqual(headerParameters(z.toJSONSchema(schema, { io: 'input' })), [
      { header: 'mcp-param-region', path: ['region'], type: 'string' },
    ]);
  });

  it('refuses names that are no header names', () => {
    for (const name of ['', 'a b', 'a:b', 'a\r\nb', 'ä', 5, null]) {
      isRefused(
        { properties: { region: { type: 'string', 'x-mcp-header': name } } },
        /x-mcp-header of property "region" must be a header name/,
      );
    }
  });

  it('refuses a name that is used twice, in whatever case', () => {
    const schema = { properties: { region: REGION, place: { type: 'string', 'x-mcp-header': 'REGION' } } };
    isRefused(schema, /of property "place" is also used by property "region"/);
  });

  it('refuses types that are no strings, integers or booleans', () => {
    for (const type of ['number', 'object', 'array', 'null', ['string', 'null'], undefined]) {
      isRefused(
        { properties: { region: { type, 'x-mcp-header': 'Region' } } },
        /of property "region" needs type "string", "integer" or "boolean"/,
      );
    }
  });

  it('refuses annotations that are not reached through properties alone', () => {
    const wrapped: JsonObject[] = [
      { properties: { list: { type: 'array', items: REGION } } },
      { properties: { list: { prefixItems: [REGION] } } },
      { properties: { list: { contains: { properties: { region: REGION } } } } },
      { anyOf: [{ properties: { region: REGION } }] },
      { oneOf: [{ properties: { region: REGION } }] },
      { allOf: [{ properties: { region: REGION } }] },
      { not: { properties: { region: REGION } } },
      // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
      { if: true, then: { properties: { region: REGION } } },
      { if: true, else: { properties: { region: REGION } } },
      { $defs: { region: REGION }, properties: { region: { $ref: '#/$defs/region' } } },
      { definitions: { region: REGION } },
      { additionalProperties: REGION },
      { patternProperties: { '^r': REGION } },
      { propertyNames: REGION },
      { dependentSchemas: { a: { properties: { region: REGION } } } },
    ];
    for (const schema of wrapped)
      isRefused(schema, /must be on a property that is reached from the root through "properties" alone/);
    isRefused(REGION, /of the root of the input schema must be on a property/);
  });

  it('does not take names and values for annotations', () => {
    const schema = {
      type: 'object',
      properties: {
        'x-mcp-header': { type: 'number' },
        b: {
          type: 'string',
          default: { 'x-mcp-header': '' },
          enum: [REGION],
          const: REGION,
          examples: [REGION],
        },
      },
    };
    assert.deepEqual(headerParameters(schema), []);
  });
});
