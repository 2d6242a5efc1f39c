// The one place where an author's schema becomes a validator and the JSON Schema that clients see. A schema library
// validates by itself and describes itself (Standard Schema); a raw JSON Schema is compiled. `validate` is on the path
// of every tool call: synchronous whenever the library is, and one object a call.

import type { JsonObject } from '../../protocol/mcp.ts';
import type {
  StandardIssue,
  StandardJsonSchema,
  StandardResult,
  StandardSchema,
} from '../../protocol/standard-schema.ts';
import { describeProblems } from './json-schema-errors.ts';
import { toFormSchema } from './json-schema-form.ts';
import { requireObjectRoot, withObjectType } from './json-schema-root.ts';
import { JsonSchemaValidator, type Validation } from './json-schema-validator.ts';

export type { Validation } from './json-schema-validator.ts';

/** A Standard Schema (zod 4, ArkType, Valibot by `toStandardJsonSchema`) or a raw JSON Schema. */
export type SchemaSource = StandardSchema | StandardJsonSchema | JsonObject;

export interface CompiledSchema {
  /** The schema as `tools/list` shows it. */
  readonly json: JsonObject;
  validate(value: unknown): Validation | Promise<Validation>;
}

type Direction = 'input' | 'output';

/**
 * @throws TypeError that says what to change: no JSON Schema to be had from the library, a root that is not an object
 * where there must be one, an invalid or unsupported JSON Schema.
 */
export function compileSchema(source: SchemaSource, direction: Direction): CompiledSchema {
  const standard = standardOf(source);
  const described = standard === undefined ? rawSchema(source) : describeStandard(standard, direction);
  if (direction === 'input') requireObjectRoot(described);
  const json = withObjectType(described, direction);
  if (standard !== undefined) return { json, validate: (value) => validateStandard(standard, value) };
  const validator = new JsonSchemaValidator(json);
  return { json, validate: (value) => validator.validate(value) };
}

/**
 * A raw JSON Schema as a Standard Schema, for where one is expected or to give its values a type.
 *
 * @throws TypeError when the schema is invalid.
 */
export function fromJsonSchema<T = unknown>(json: JsonObject): StandardJsonSchema<T, T> {
  const validator = new JsonSchemaValidator(rawSchema(json));
  return {
    '~standard': {
      version: 1,
      vendor: 'mcp-fleet',
      jsonSchema: { input: () => json, output: () => json },
      validate(value): StandardResult<T> {
        const validation = validator.validate(value);
        return validation.ok ? { value: value as T } : { issues: [{ message: validation.message }] };
      },
    },
  };
}

/**
 * The `requestedSchema` of a form: a raw JSON Schema as it is, a Standard Schema converted to the flat shape of the wire.
 *
 * @throws TypeError that names the field that a form cannot ask for.
 */
export function elicitationSchema(source: SchemaSource): JsonObject {
  const standard = standardOf(source);
  return standard === undefined ? rawSchema(source) : toFormSchema(describeStandard(standard, 'input'));
}

type Standard = StandardSchema['~standard'];

function standardOf(source: SchemaSource): Standard | undefined {
  // ArkType's schemas are functions.
  const isContainer = (typeof source === 'object' && source !== null) || typeof source === 'function';
  return isContainer && '~standard' in source ? (source['~standard'] as Standard) : undefined;
}

function rawSchema(source: SchemaSource): JsonObject {
  if (typeof source === 'object' && source !== null && !Array.isArray(source)) {
    refuseShape(source);
    return source as JsonObject;
  }
  throw new TypeError(
    'A schema must be a Standard Schema (such as z.object({...})) or a JSON Schema object.',
  );
}

/** `{ city: z.string() }` would pass as a JSON Schema without keywords, which validates nothing. */
function refuseShape(source: object): void {
  for (const [field, member] of Object.entries(source)) {
    if (standardOf(member as SchemaSource) === undefined) continue;
    throw new TypeError(
      `The schema is a bare record of fields ("${field}", ...): wrap it, as in z.object({ ${field}: ... }).`,
    );
  }
}

function describeStandard(standard: Standard, direction: Direction): JsonObject {
  const { vendor, jsonSchema } = standard as Partial<StandardJsonSchema['~standard']>;
  if (jsonSchema === undefined)
    throw new TypeError(`The ${vendor} schema cannot describe itself as JSON Schema: ${remedy(vendor)}`);
  try {
    return jsonSchema[direction]({ target: 'draft-2020-12' });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`The ${vendor} schema cannot be described as JSON Schema: ${reason}`, { cause });
  }
}

function remedy(vendor: string | undefined): string {
  if (vendor === 'valibot') return 'wrap it in toStandardJsonSchema() of @valibot/to-json-schema.';
  if (vendor === 'zod') return 'update zod to 4.2 or newer.';
  return 'update the library to a version with Standard JSON Schema, or pass a JSON Schema object.';
}

function validateStandard(standard: Standard, value: unknown): Validation | Promise<Validation> {
  const result = standard.validate(value);
  return result instanceof Promise ? result.then(toValidation) : toValidation(result);
}

function toValidation(result: StandardResult<unknown>): Validation {
  if (result.issues === undefined) return { ok: true, value: result.value };
  return { ok: false, message: describeProblems(result.issues.slice(0, 100).map(toProblem)) };
}

function toProblem({ message, path = [] }: StandardIssue): { path: string; text: string } {
  const keys = Array.from(path, (step) => String(typeof step === 'object' ? step.key : step));
  return { path: keys.join('.'), text: message };
}
