// What the root of a tool's JSON Schema must be. Arguments are an object in every revision, and 2025 clients refuse a
// schema that does not say so; some libraries leave `type` out for unions and intersections of objects.
// Source: `Tool` in the schemas of 2025-11-25 and 2026-07-28.

import { isObject } from '../../protocol/json-rpc.ts';
import type { JsonObject } from '../../protocol/mcp.ts';

/** Alternatives of alternatives; no library nests them deeper. */
const MAX_DEPTH = 8;

/** @throws TypeError when only other values than objects fit. */
export function requireObjectRoot(json: JsonObject): void {
  if (typeOf(json) !== 'other') return;
  const type = json.type === undefined ? 'alternatives without one' : JSON.stringify(json.type);
  throw new TypeError(
    `The schema of arguments must have type "object" at its root, not ${type}. Make the value a property of an object.`,
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

/** What a schema says of the type of its values, itself or by its alternatives; `$ref` is not followed. */
function typeOf(schema: unknown, depth = 0): 'object' | 'other' | 'unknown' {
  if (!isObject(schema) || depth > MAX_DEPTH) return 'unknown';
  if (schema.type !== undefined) return schema.type === 'object' ? 'object' : 'other';
  const said = new Set<string>();
  if (schema.properties !== undefined) said.add('object');
  if (Array.isArray(schema.allOf)) for (const part of schema.allOf) said.add(typeOf(part, depth + 1));
  for (const alternatives of [schema.anyOf, schema.oneOf]) {
    if (!Array.isArray(alternatives)) continue;
    const [type, ...others] = new Set(alternatives.map((alternative) => typeOf(alternative, depth + 1)));
    if (type !== undefined && others.length === 0) said.add(type);
  }
  if (said.has('other')) return 'other';
  return said.has('object') ? 'object' : 'unknown';
}
