// What applying a subschema to one value costs, in the steps of the budget: measured on generated code that is too
// large for the engine to optimize. Generous to the caller where a value can only be visited once.

/** The keyword of a schema's copy that holds the cost of its subschema. */
export const COST = 'mcp-fleet:cost';

/** Beside the cost of the subschemas in it. */
export interface Cost {
  readonly steps: number;
  /** Steps for each property of the value. */
  readonly perProperty: number;
}

/** Keywords that can apply a subschema more than once to the same value, or to as many values as the caller sends. */
export const REPEATING: ReadonlySet<string> = new Set([
  '$ref',
  '$dynamicRef',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'dependentSchemas',
  'dependencies',
  'items',
  'additionalItems',
  'unevaluatedItems',
  'contains',
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
]);

/** Keywords that look at every property of a value, whatever their number. */
const PER_PROPERTY: ReadonlySet<string> = new Set([
  'minProperties',
  'maxProperties',
  'patternProperties',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
]);

/** Steps for a keyword that lists that many names, values or schemas. */
export function stepsOf(keyword: string, listed: number): number {
  // A call, with the path of the value written out.
  if (keyword === '$ref' || keyword === '$dynamicRef') return 30;
  // A branch that fails makes an error, even when another branch holds.
  if (keyword === 'anyOf' || keyword === 'oneOf') return listed * 12;
  return listed * 6;
}

/** Steps for each property of the value that a keyword is applied to. */
export function perPropertySteps(keyword: string): number {
  return PER_PROPERTY.has(keyword) ? 8 : 0;
}
