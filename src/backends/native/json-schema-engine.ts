// The validator generator (ajv) as this server needs it: one engine a schema, so that the `$id` of one author meets no
// other; own-property checks, linear patterns, and generated code that stays in proportion to its schema.
// Loaded with the first raw JSON Schema: a server whose schemas all come from a library never pays for it.

import { createRequire } from 'node:module';
import type { Ajv, AnySchemaObject, CodeOptions, ValidateFunction } from 'ajv';
import type { Dialect } from '../../protocol/json-schema-keywords.ts';
import type { StepBudget } from './json-schema-budget.ts';
import type { SchemaCopy } from './json-schema-copy.ts';
import type { LinearPatterns } from './json-schema-pattern.ts';
import { addVocabulary, type Templates } from './json-schema-vocabulary.ts';

const require = createRequire(import.meta.url);

/** Characters of generated code for one schema. References between nested subschemas can multiply it. */
const MAX_CODE_CHARS = 2_000_000;

export interface EngineOptions {
  readonly budget: StepBudget;
  readonly patterns: LinearPatterns;
  /** Whether to go on after the first error. */
  readonly allErrors: boolean;
  /** Whether visits are charged to the budget. */
  readonly charged: boolean;
}

/** @throws TypeError when the schema cannot be compiled. */
export function generateValidator(copy: SchemaCopy, options: EngineOptions): ValidateFunction {
  const { Engine, templates } = load(copy.dialect);
  const engine = new Engine({
    allErrors: options.allErrors,
    ownProperties: true,
    // Only what is compiled alone is seen by `process`; inlining would also multiply the code.
    inlineRefs: false,
    meta: false,
    validateSchema: false,
    validateFormats: false,
    strict: false,
    strictNumbers: true,
    // 19.99 is a multiple of 0.01, though not in binary fractions.
    multipleOfPrecision: 9,
    logger: false,
    code: codeOptions(copy, options.patterns),
  });
  engine.opts.unevaluated = copy.tracksEvaluation;
  addVocabulary(engine, templates, { copy, ...options });
  try {
    return engine.compile(copy.root as AnySchemaObject);
  } catch (cause) {
    throw new TypeError(`The JSON Schema is not usable: ${problemOf(cause)}.`, { cause });
  }
}

function load(dialect: Dialect): { Engine: typeof Ajv; templates: Templates } {
  if (dialect === 'draft-07') {
    const { Ajv: Ajv07, _, str } = require('ajv') as typeof import('ajv');
    return { Engine: Ajv07, templates: { _, str } };
  }
  const { Ajv2020, _, str } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  return { Engine: Ajv2020 as unknown as typeof Ajv, templates: { _, str } };
}

function codeOptions(copy: SchemaCopy, patterns: LinearPatterns): CodeOptions {
  let chars = 0;
  return {
    // Makes compiling several times slower, and the result no faster.
    optimize: false,
    regExp: Object.assign((pattern: string) => patterns.get(pattern), { code: 'linearPattern' }),
    process(code, env) {
      chars += code.length;
      if (chars > MAX_CODE_CHARS) throw new TypeError('its references multiply it beyond measure');
      const schema: unknown = env?.schema;
      if (typeof schema !== 'object' || schema === null || !copy.nodes.has(schema)) {
        throw new TypeError('a $ref points to something that is not a schema');
      }
      return copy.tracksEvaluation ? lookUpOwnNames(code) : code;
    },
  };
}

/** The generator looks evaluated names up in a plain object, where `toString` is always found. */
function lookUpOwnNames(code: string): string {
  return code.replace(/!(props\d+) \|\| !\1\[(key\d+)\]/g, '!$1 || !Object.hasOwn($1, $2)');
}

function problemOf(error: unknown): string {
  if (error instanceof RangeError) return 'its references nest too deeply';
  if (!(error instanceof Error)) return String(error);
  const missing = (error as { missingRef?: unknown }).missingRef;
  if (typeof missing !== 'string') return error.message;
  return `$ref ${JSON.stringify(missing)} is not in it, and references to elsewhere are never fetched`;
}
