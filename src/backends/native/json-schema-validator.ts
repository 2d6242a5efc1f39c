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

/** Steps of one validation, about 40 ms. The largest body, one MiB of small numbers, takes a tenth to all of it. */
const MAX_STEPS = 4_000_000;
/** Steps of the second look that collects all errors for the message. */
const MAX_EXPLAIN_STEPS = 20_000;
/** Larger schemas explain themselves by their first error: compiling them twice would take too long. */
const MAX_EXPLAINED_SUBSCHEMAS = 200;

const ENDLESS = 'it is too large, or applies itself to the same value without end';

export type Validation =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

export class JsonSchemaValidator {
  readonly #copy: SchemaCopy;
  readonly #budget = new StepBudget(MAX_STEPS);
  readonly #patterns = new LinearPatterns(this.#budget);
  readonly #run: ValidateFunction;
  #explain: ValidateFunction | undefined;

  /** @throws TypeError that says what is wrong with the schema. */
  constructor(json: JsonObject) {
    this.#copy = copySchema(json);
    this.#run = this.#generate({ allErrors: false, charged: this.#copy.repeats });
    // Also spares the first call the compilation of the generated code.
    if (this.#holds({}) === undefined) throw new TypeError(`The JSON Schema is not usable: ${ENDLESS}.`);
  }

  /** Steps that the last validation took. */
  get steps(): number {
    return MAX_STEPS - this.#budget.left;
  }

  validate(value: unknown): Validation {
    const holds = this.#holds(value);
    if (holds) return { ok: true, value };
    if (holds === undefined) return { ok: false, message: 'value too complex for its schema' };
    return { ok: false, message: describeErrors(this.#allErrors(value) ?? this.#run.errors ?? []) };
  }

  /** @returns undefined when it cannot be told within bounds. */
  #holds(value: unknown): boolean | undefined {
    this.#budget.left = MAX_STEPS;
    try {
      return this.#run(value);
    } catch (error) {
      return endOfWork(error);
    }
  }

  /** The generated code stops at the first error, which keeps hostile values cheap; this looks for the others. */
  #allErrors(value: unknown): ErrorObject[] | undefined {
    if (this.#copy.subschemas > MAX_EXPLAINED_SUBSCHEMAS) return undefined;
    this.#explain ??= this.#generate({ allErrors: true, charged: true });
    const { left } = this.#budget;
    this.#budget.left = MAX_EXPLAIN_STEPS;
    try {
      this.#explain(value);
      return this.#explain.errors ?? undefined;
    } catch (error) {
      return endOfWork(error);
    } finally {
      this.#budget.left = left;
    }
  }

  #generate(options: { allErrors: boolean; charged: boolean }): ValidateFunction {
    return generateValidator(this.#copy, { budget: this.#budget, patterns: this.#patterns, ...options });
  }
}

/** A schema that applies itself to the same value again ends by the stack (a RangeError) rather than by its steps. */
function endOfWork(error: unknown): undefined {
  if (!(error instanceof StepsSpent || error instanceof RangeError)) throw error;
}
