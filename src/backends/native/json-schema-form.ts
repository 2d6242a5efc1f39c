// Turns the JSON Schema of a schema library into the flat shape of an elicitation form: one level of properties, each
// a string, number, boolean, choice or multiple choice. What a form cannot ask for is refused by name; what only
// describes (`examples`, `x-...`) is left out. Source: MCP 2026-07-28 client/elicitation, "Requested Schema".

import { isObject } from '../../protocol/json-rpc.ts';
import type { JsonObject } from '../../protocol/mcp.ts';

/** What each type of field may say. */
const ALLOWED: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['string', ['type', 'title', 'description', 'minLength', 'maxLength', 'format', 'default']],
  ['number', ['type', 'title', 'description', 'minimum', 'maximum', 'default']],
  ['integer', ['type', 'title', 'description', 'minimum', 'maximum', 'default']],
  ['boolean', ['type', 'title', 'description', 'default']],
  ['choice', ['type', 'title', 'description', 'enum', 'enumNames', 'oneOf', 'default']],
  ['array', ['type', 'title', 'description', 'minItems', 'maxItems', 'items', 'default']],
]);

const FORMATS: readonly unknown[] = ['email', 'uri', 'date', 'date-time'];

/** Keywords that limit nothing. */
const ANNOTATIONS: readonly string[] = [
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
];

/** @throws TypeError that names the field and what a form cannot express. */
export function toFormSchema(json: JsonObject): JsonObject {
  const { $schema, type, properties, required, additionalProperties, ...rest } = json;
  if (type !== 'object' || !isObject(properties))
    throw new TypeError('A form must be an object of named fields.');
  // A form has its fields and no others, so `additionalProperties: false` says nothing new.
  if (additionalProperties !== undefined && additionalProperties !== false)
    throw rootRefusal('additionalProperties');
  const unsupported = Object.keys(rest).find(limits);
  if (unsupported !== undefined) throw rootRefusal(unsupported);
  const names = Array.isArray(required) ? required.map(String) : [];
  const unknown = names.find((name) => !Object.hasOwn(properties, name));
  if (unknown !== undefined) throw rootRefusal(`a required field that it does not describe ("${unknown}")`);
  const fields = Object.entries(properties).map(([name, schema]) => [name, toField(name, schema)] as const);
  return {
    ...($schema === undefined ? {} : { $schema }),
    type: 'object',
    properties: Object.fromEntries(fields),
    ...(names.length === 0 ? {} : { required: names }),
  };
}

function toField(name: string, schema: unknown): JsonObject {
  if (!isObject(schema)) throw refusal(name, 'a schema that is not an object');
  const choice = asChoice(schema);
  const field = choice ?? asInclusive(schema);
  const allowed = ALLOWED.get(choice === undefined ? field.type : 'choice');
  if (allowed === undefined) throw refusal(name, `type ${JSON.stringify(field.type) ?? 'unknown'}`);
  const { type, format } = field;
  if (format !== undefined && !FORMATS.includes(format))
    throw refusal(name, `format ${JSON.stringify(format)}`);
  const result: JsonObject = { type };
  for (const [keyword, value] of Object.entries(field)) {
    if (allowed.includes(keyword)) result[keyword] = value;
    else if (limits(keyword) && !isFormatPattern(keyword, field)) throw refusal(name, keyword);
  }
  if (type === 'array') result.items = toItems(name, field.items);
  return result;
}

/** Libraries write a format out as a pattern too. On the wire the format says it, if less exactly. */
function isFormatPattern(keyword: string, field: JsonObject): boolean {
  return keyword === 'pattern' && field.format !== undefined;
}

function toItems(name: string, schema: unknown): JsonObject {
  const choice = isObject(schema) ? asChoice(schema) : undefined;
  if (choice === undefined) throw refusal(name, 'a list of anything but choices');
  return choice.enum === undefined ? { anyOf: choice.oneOf } : { type: 'string', enum: choice.enum };
}

/** The wire's form of a choice of strings, however the library wrote it; undefined for other schemas. */
function asChoice(schema: JsonObject): JsonObject | undefined {
  const { const: constant, enum: values, anyOf, oneOf = anyOf, ...rest } = schema;
  if (typeof constant === 'string') return { ...rest, type: 'string', enum: [constant] };
  if (Array.isArray(values))
    return values.every(isString) ? { ...rest, type: 'string', enum: values } : undefined;
  if (!Array.isArray(oneOf)) return undefined;
  const options = oneOf.filter((option) => isObject(option) && isString(option.const));
  if (options.length < oneOf.length) return undefined;
  const titled = options.map((option) => ({ const: option.const, title: option.title ?? option.const }));
  return { ...rest, type: 'string', oneOf: titled };
}

/** An exclusive bound of whole numbers is an inclusive one, one further in. */
function asInclusive(schema: JsonObject): JsonObject {
  const { exclusiveMinimum: above, exclusiveMaximum: below, ...rest } = schema;
  if (schema.type !== 'integer') return schema;
  const minimum =
    typeof above === 'number' ? Math.max(Math.floor(above) + 1, numberOr(rest.minimum, above)) : rest.minimum;
  const maximum =
    typeof below === 'number' ? Math.min(Math.ceil(below) - 1, numberOr(rest.maximum, below)) : rest.maximum;
  return {
    ...rest,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function limits(keyword: string): boolean {
  return !ANNOTATIONS.includes(keyword) && !keyword.startsWith('x-');
}

function rootRefusal(feature: string): TypeError {
  return new TypeError(`A form must be an object of named fields; it cannot use ${feature}.`);
}

function refusal(name: string, feature: string): TypeError {
  return new TypeError(
    `The form field "${name}" cannot use ${feature}: a form asks for strings, numbers, booleans and choices of strings.`,
  );
}
