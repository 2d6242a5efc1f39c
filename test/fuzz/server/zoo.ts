// One of each thing that is read from hostile input by rules of its own: keywords of JSON Schema, operators of URI
// templates.

import { type FleetServer, ResourceTemplate } from 'mcp-fleet';

const ZOO_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    node: { type: 'object', properties: { next: { $ref: '#/$defs/node' }, tag: { type: 'string' } } },
  },
  properties: {
    pattern: { type: 'string', pattern: '^(a+)+(b|c)*$', minLength: 1, maxLength: 5000 },
    unique: { type: 'array', uniqueItems: true, maxItems: 2000 },
    constant: { const: { a: [1, null, 'x'] } },
    choice: { enum: [{ a: 1 }, [1, 2], 'text', 7, null] },
    tuple: { prefixItems: [{ type: 'string' }, { type: 'number', multipleOf: 0.1 }], items: false },
    contains: { type: 'array', contains: { type: 'integer' }, minContains: 1, maxContains: 3 },
    names: { propertyNames: { pattern: '^[a-z_]+$' }, minProperties: 1, maxProperties: 50 },
    byPattern: { patternProperties: { '^x-': { type: 'number' } }, additionalProperties: false },
    chain: { $ref: '#/$defs/node' },
    not: { not: { type: 'array' } },
    some: { oneOf: [{ type: 'number', exclusiveMinimum: 0 }, { type: 'string' }, { type: 'null' }] },
    open: { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
  },
  dependentRequired: { names: ['unique'] },
  dependentSchemas: { some: { required: ['not'] } },
};

export function registerZoo(server: FleetServer): void {
  server.registerTool(
    'zoo',
    { description: 'Takes what its schema lets through.', inputSchema: ZOO_SCHEMA },
    (args) => ({
      content: [{ type: 'text', text: `${Object.keys(args).length} members` }],
    }),
  );
  for (const template of [
    'zoo://path{/parts*}{?q,tags*}{&more}',
    'zoo://reserved/{+all}{#fragment}',
    'zoo://labels{.labels*}{;options}',
    'zoo://list/{items*}',
  ]) {
    server.registerResource(
      template,
      new ResourceTemplate(template, { list: undefined }),
      {},
      (uri, variables) => ({
        contents: [{ uri: uri.href, text: JSON.stringify(variables) }],
      }),
    );
  }
}
