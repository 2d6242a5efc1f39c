// What the root of a tool's JSON Schema must be. Arguments are an object in every revision, and 2025 clients refuse a
// schema that does not say so; some libraries leave `type` out for unions and intersections of objects.
// Source: `Tool` in the schemas of 2025-11-25 and 2026-07-28.

import { isObject } from '../../protocol/json-rpc.ts';
import type { JsonObject } from '../../protocol/mcp.ts';

/** @throws TypeError when only other values than objects fit. */
export function requireObjectRoot(json: JsonObject): void {
  if (typeOf(json) !== 'other') return;
  throw new TypeError(
    `The schema of a tool's or prompt's arguments must have type "object" at its root, not ${JSON.stringify(json.type) ?? 'a choice of others'}. ` +
      'Make the value a property of an object.',
  );
}

/**
 * The schema with `type: "object"`: where it describes arguments, and where only objects fit.
 *
 * @returns the same schema when there is nothing to add.
 */
export function withObjectType(json: JsonObject, direction: 'input' | 'output'): JsonObject {
  if (json.type !== undefined) return json;
  return direction === 'input' || typeOf(json) === 'object' ? { type: 'object', ...json } : json;
}

/** What the root says of its type, itself or by its alternatives; `$ref` is not followed. */
function typeOf(schema: unknown): 'object' | 'other' | 'unknown' {
  if (!isObject(schema)) return 'unknown';
  if (schema.type !== undefined) return schema.type === 'object' ? 'object' : 'other';
  const parts = Array.isArray(schema.allOf) ? schema.allOf.map(typeOf) : [];
  for (const alternatives of [schema.anyOf, schema.oneOf]) {
    if (!Array.isArray(alternatives) || alternatives.length === 0) continue;
    const [first, ...others] = new Set(alternatives.map(typeOf));
    if (first !== undefined && others.length === 0) parts.push(first);
  }
  if (parts.includes('other')) return 'other';
  return parts.includes('object') ? 'object' : 'unknown';
}
