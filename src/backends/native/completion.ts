// Suggestions for the arguments of prompts and the variables of resource templates.
// Source: 2026-07-28 server/utilities/completion.

import type { CompleteResult } from '../../protocol/mcp.ts';
import type { StandardSchema } from '../../protocol/standard-schema.ts';

/** What the spec allows in one answer. */
const MAX_VALUES = 100;

/** Suggests values that go on from `value`; `context.arguments` holds what is filled in already. */
export type Completer = (
  value: string,
  context?: { arguments?: Record<string, string> },
) => readonly (string | number | boolean)[] | Promise<readonly (string | number | boolean)[]>;

const completers = new WeakMap<object, Completer>();

/** Gives a field of a prompt's `argsSchema` suggestions. Returns the same schema. */
export function completable<S extends StandardSchema>(schema: S, complete: Completer): S {
  completers.set(schema, complete);
  return schema;
}

/** The completer of one field of an object schema, if its library shows its fields (zod: `shape`). */
export function completerOf(argsSchema: unknown, field: string): Completer | undefined {
  const shape = (argsSchema as { shape?: Record<string, unknown> } | undefined)?.shape;
  if (typeof shape !== 'object' || shape === null || !Object.hasOwn(shape, field)) return undefined;
  let schema: unknown = shape[field];
  // An optional or defaulted field wraps the schema that was marked.
  for (let wraps = 0; wraps < 8 && typeof schema === 'object' && schema !== null; wraps++) {
    const complete = completers.get(schema);
    if (complete !== undefined) return complete;
    schema = (schema as { def?: { innerType?: unknown } }).def?.innerType;
  }
  return undefined;
}

export function completeResult(suggestions: readonly (string | number | boolean)[]): CompleteResult {
  return {
    completion: {
      values: suggestions.slice(0, MAX_VALUES).map(String),
      total: suggestions.length,
      hasMore: suggestions.length > MAX_VALUES,
    },
  };
}

export const NO_SUGGESTIONS: CompleteResult = { completion: { values: [], hasMore: false } };
