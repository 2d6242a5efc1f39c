// Compiles a JSON Schema (2020-12, or draft-07 when `$schema` says so) into a validator that no schema and no value
// can hang: the schema is bounded when it is compiled, the work by a budget of steps. `format` is an annotation, as
// 2020-12 has it by default. Source: MCP 2026-07-28 basic/index, "JSON Schema Usage".

import type { ErrorObject, ValidateFunction } from 'ajv';
import type { JsonObject } from '../../protocol/mcp.ts';
import { StepBudget, StepsSpent } from './json-schema-budget.ts';
import { copySchema, type SchemaCopy } from './json-schema-copy.ts';
import { generateValidator } from './json-schema-engine.ts';
import { describeErrors } from './json-schema-errors.ts';
import { LinearPatterns } from './json-schema-pattern.ts';

/** Steps of one validation; about 40 ms. One MiB of plain JSON takes at most half of it. */
const MAX_STEPS = 2_000_000;
/** Steps of the second look that collects all errors for the message. */
const MAX_EXPLAIN_STEPS = 4000;
/** Larger schemas explain themselves by their first error: compiling them twice would take too long. */
const MAX_EXPLAINED_SUBSCHEMAS = 200;

export type Validation =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

export class JsonSchemaValidator {
  readonly #copy: SchemaCopy;
  readonly #budget = new StepBudget();
  readonly #patterns = new LinearPatterns(this.#budget);
  readonly #isValid: ValidateFunction;
  #explain: ValidateFunction | undefined;

  /** @throws TypeError that says what is wrong with the schema. */
  constructor(json: JsonObject) {
    this.#copy = copySchema(json);
    this.#isValid = this.#generate({ allErrors: false, charged: this.#copy.repeats });
  }

  /** Steps that the last validation took. */
  get steps(): number {
    return MAX_STEPS - this.#budget.left;
  }

  validate(value: unknown): Validation {
    this.#budget.left = MAX_STEPS;
    try {
      if (this.#isValid(value)) return { ok: true, value };
    } catch (error) {
      return tooComplex(error);
    }
    return { ok: false, message: describeErrors(this.#allErrors(value) ?? this.#isValid.errors ?? []) };
  }

  /** The generated code stops at the first error, which keeps hostile values cheap; this looks for the others. */
  #allErrors(value: unknown): ErrorObject[] | undefined {
    if (this.#copy.subschemas > MAX_EXPLAINED_SUBSCHEMAS) return undefined;
    this.#explain ??= this.#generate({ allErrors: true, charged: true });
    this.#budget.left = MAX_EXPLAIN_STEPS;
    try {
      this.#explain(value);
      return this.#explain.errors ?? undefined;
    } catch (error) {
      tooComplex(error);
      return undefined;
    }
  }

  #generate(options: { allErrors: boolean; charged: boolean }): ValidateFunction {
    return generateValidator(this.#copy, { budget: this.#budget, patterns: this.#patterns, ...options });
  }
}

/** A schema that applies itself to the same value again ends by the stack rather than by its steps. */
function tooComplex(error: unknown): Validation {
  if (!(error instanceof StepsSpent || error instanceof RangeError)) throw error;
  return { ok: false, message: 'value too complex for its schema' };
}
