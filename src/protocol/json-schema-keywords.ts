// The JSON Schema keywords that this server enforces, by dialect, and what kind of value each takes: one table for
// whoever walks a schema. A keyword that is not listed (`format`, `title`, `x-...`) is an annotation.
// Sources: JSON Schema 2020-12 core and validation; draft-07 core and validation.

/** The dialects that are understood; 2020-12 is assumed when `$schema` is absent. */
export type Dialect = '2020-12' | 'draft-07';

export type KeywordKind =
  | 'schema'
  | 'schemas'
  | 'schemaMap'
  | 'schemaOrSchemas'
  | 'dependencies'
  | 'dynamicRef'
  | 'patterns'
  | 'pattern'
  | 'type'
  | 'value'
  | 'values'
  | 'names'
  | 'namesMap'
  | 'text'
  | 'flag'
  | 'number'
  | 'factor'
  | 'count';

const COMMON: readonly (readonly [string, KeywordKind])[] = [
  ['$id', 'text'],
  ['$ref', 'text'],
  ['$defs', 'schemaMap'],
  ['definitions', 'schemaMap'],
  ['type', 'type'],
  ['const', 'value'],
  ['enum', 'values'],
  ['multipleOf', 'factor'],
  ['minimum', 'number'],
  ['maximum', 'number'],
  ['exclusiveMinimum', 'number'],
  ['exclusiveMaximum', 'number'],
  ['minLength', 'count'],
  ['maxLength', 'count'],
  ['pattern', 'pattern'],
  ['minItems', 'count'],
  ['maxItems', 'count'],
  ['uniqueItems', 'flag'],
  ['contains', 'schema'],
  ['minProperties', 'count'],
  ['maxProperties', 'count'],
  ['required', 'names'],
  ['properties', 'schemaMap'],
  ['patternProperties', 'patterns'],
  ['additionalProperties', 'schema'],
  ['propertyNames', 'schema'],
  ['allOf', 'schemas'],
  ['anyOf', 'schemas'],
  ['oneOf', 'schemas'],
  ['not', 'schema'],
  ['if', 'schema'],
  ['then', 'schema'],
  ['else', 'schema'],
];

/** The keywords of each dialect. Maps, so that a schema's `constructor` is no keyword. */
export const KEYWORDS: Readonly<Record<Dialect, ReadonlyMap<string, KeywordKind>>> = {
  '2020-12': new Map<string, KeywordKind>([
    ...COMMON,
    ['$anchor', 'text'],
    ['$dynamicAnchor', 'text'],
    ['$dynamicRef', 'dynamicRef'],
    ['items', 'schema'],
    ['prefixItems', 'schemas'],
    ['minContains', 'count'],
    ['maxContains', 'count'],
    ['dependentRequired', 'namesMap'],
    ['dependentSchemas', 'schemaMap'],
    ['unevaluatedItems', 'schema'],
    ['unevaluatedProperties', 'schema'],
  ]),
  'draft-07': new Map<string, KeywordKind>([
    ...COMMON,
    ['items', 'schemaOrSchemas'],
    ['additionalItems', 'schema'],
    ['dependencies', 'dependencies'],
  ]),
};

/** @throws TypeError when the schema declares a dialect that is not understood. */
export function dialectOf(declared: unknown): Dialect {
  if (declared === undefined) return '2020-12';
  if (typeof declared === 'string') {
    const uri = declared.replace(/#$/, '').replace(/^http:/, 'https:');
    if (uri === 'https://json-schema.org/draft/2020-12/schema') return '2020-12';
    if (uri === 'https://json-schema.org/draft-07/schema') return 'draft-07';
  }
  throw new TypeError(
    `The JSON Schema declares an unsupported dialect ($schema: ${JSON.stringify(declared)?.slice(0, 200)}). ` +
      'Use https://json-schema.org/draft/2020-12/schema or http://json-schema.org/draft-07/schema#.',
  );
}
