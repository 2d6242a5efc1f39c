// The validator generator (ajv) as this server needs it: one engine a schema, so that the `$id` of one author meets
// no other; own-property checks; linear patterns, uniqueItems and enums; each subschema charged to a step budget.
// Loaded with the first raw JSON Schema: a server whose schemas all come from a library never pays for it.

import { createRequire } from 'node:module';
import type {
  Ajv,
  AnySchemaObject,
  CodeKeywordDefinition,
  FuncKeywordDefinition,
  ValidateFunction,
} from 'ajv';
import type { StepBudget } from './json-schema-budget.ts';
import { COST, type Cost, type SchemaCopy, VALUES } from './json-schema-copy.ts';
import { hasUniqueItems, oneOfValues } from './json-schema-equality.ts';
import type { Dialect } from './json-schema-keywords.ts';
import type { LinearPatterns } from './json-schema-pattern.ts';

const require = createRequire(import.meta.url);

/** Characters of generated code for one schema. References between nested subschemas can multiply them. */
const MAX_CODE_CHARS = 4_000_000;

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
  const { engine, template } = newEngine(copy, options);
  engine.opts.unevaluated = copy.tracksEvaluation;
  engine.removeKeyword('uniqueItems');
  engine.addKeyword(uniqueItems(options.budget));
  engine.addKeyword(values(options.budget, template));
  if (options.charged) engine.addKeyword(cost(copy, options.budget, { engine, template }));
  try {
    return engine.compile(copy.root as AnySchemaObject);
  } catch (cause) {
    throw new TypeError(`The JSON Schema is not usable: ${problemOf(cause)}.`, { cause });
  }
}

type Template = typeof import('ajv')['_'];

function newEngine(copy: SchemaCopy, options: EngineOptions): { engine: Ajv; template: Template } {
  const { Engine, template } = load(copy.dialect);
  let codeChars = 0;
  const engine = new Engine({
    allErrors: options.allErrors,
    ownProperties: true,
    // Only compiled subschemas go through `process`; inlining would also multiply the code.
    inlineRefs: false,
    meta: false,
    validateSchema: false,
    validateFormats: false,
    addUsedSchema: false,
    strict: false,
    strictNumbers: true,
    // 19.99 is a multiple of 0.01, though not in binary fractions.
    multipleOfPrecision: 9,
    logger: false,
    code: {
      regExp: Object.assign((pattern: string) => options.patterns.get(pattern), { code: 'linearPattern' }),
      process: (code, env) => {
        codeChars += code.length;
        if (codeChars > MAX_CODE_CHARS) throw new TypeError('its references multiply it beyond measure');
        const schema: unknown = env?.schema;
        if (typeof schema !== 'object' || schema === null || !copy.nodes.has(schema)) {
          throw new TypeError('a $ref points to something that is not a schema');
        }
        return copy.tracksEvaluation ? checkOwnEvaluated(code) : code;
      },
    },
  });
  return { engine, template };
}

function load(dialect: Dialect): { Engine: typeof Ajv; template: Template } {
  if (dialect === '2020-12') {
    const { Ajv2020, _ } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
    return { Engine: Ajv2020 as unknown as typeof Ajv, template: _ };
  }
  const { Ajv: Ajv07, _ } = require('ajv') as typeof import('ajv');
  return { Engine: Ajv07, template: _ };
}

/** The generator looks evaluated names up without an own-property check: `toString` would always be evaluated. */
function checkOwnEvaluated(code: string): string {
  return code.replace(/!(props\d+) \|\| !\1\[(key\d+)\]/g, '!$1 || !Object.hasOwn($1, $2)');
}

function cost(
  copy: SchemaCopy,
  budget: StepBudget,
  ajv: { engine: Ajv; template: Template },
): CodeKeywordDefinition {
  const { engine, template: _ } = ajv;
  // Tracking evaluation copies names and compares each property with all that the schema has.
  const factor = copy.tracksEvaluation ? 1 + (copy.subschemas >> 3) : 1;
  const first = engine.RULES.rules[0]?.rules[0]?.keyword;
  return {
    keyword: COST,
    schemaType: 'object',
    // Before any keyword that applies subschemas: what it starts has to be paid already.
    ...(first === undefined ? {} : { before: first }),
    code({ gen, schema, data }) {
      const { steps, perProperty, countsText } = schema as Cost;
      const account = gen.scopeValue('obj', { ref: budget });
      gen.code(_`${account}.spend(${steps})`);
      const each = (perProperty + (copy.tracksEvaluation ? 1 : 0)) * factor;
      if (each > 0) gen.code(_`${account}.spendOnProperties(${data}, ${each})`);
      if (countsText) gen.code(_`${account}.spendOnText(${data})`);
    },
  };
}

function uniqueItems(budget: StepBudget): FuncKeywordDefinition {
  return {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: false,
    error: { message: 'must NOT have duplicate items' },
    validate: (unique: boolean, items: unknown[]) => !unique || hasUniqueItems(items, budget),
  };
}

function values(budget: StepBudget, _: Template): FuncKeywordDefinition {
  return {
    keyword: VALUES,
    schemaType: 'array',
    errors: false,
    error: {
      message: 'must be equal to one of the allowed values',
      params: ({ schemaCode }) => _`{ allowedValues: ${schemaCode}[0] }`,
    },
    compile: (lists: unknown[][]) => {
      const tests = lists.map((list) => oneOfValues(list, budget));
      return (value: unknown) => tests.every((test) => test(value));
    },
  };
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const missing = (error as { missingRef?: unknown }).missingRef;
  if (typeof missing !== 'string') return error.message;
  return `$ref ${JSON.stringify(missing)} is not in it, and references to elsewhere are never fetched`;
}
