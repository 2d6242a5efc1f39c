// Finds the parameters of a tool that its clients mirror into `Mcp-Param-*` headers, and refuses annotations that
// would make clients drop the tool. Sources: 2026-07-28 server/tools, "x-mcp-header", and basic/transports/
// streamable-http, "Custom Headers from Tool Parameters".

import { isObject } from './json-rpc.ts';
import { KEYWORDS } from './json-schema-keywords.ts';
import type { JsonObject } from './mcp.ts';

/** A parameter that is also sent as a header. */
export interface HeaderParameter {
  /** Lower-case header name, such as `mcp-param-region`. */
  readonly header: string;
  /** The property names that lead to the value in the arguments. */
  readonly path: readonly string[];
  readonly type: 'string' | 'integer' | 'boolean';
}

const ANNOTATION = 'x-mcp-header';

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Deeper than any schema that can be compiled. */
const MAX_DEPTH = 256;

/** What the arguments hold at the path of a parameter. */
export function valueAt(args: JsonObject, path: readonly string[]): unknown {
  let value: unknown = args;
  for (const key of path) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** @throws TypeError that names the property and the constraint that its annotation violates. */
export function headerParameters(inputSchema: JsonObject): readonly HeaderParameter[] {
  const found = new Map<string, HeaderParameter>();
  collect(inputSchema, { path: [], where: [], depth: 0 }, found);
  return [...found.values()];
}

/** Where in the schema the search is. */
interface Place {
  /** The property names from the root; undefined where a value is not reached by property names alone. */
  readonly path: readonly string[] | undefined;
  /** The same place for people. */
  readonly where: readonly string[];
  readonly depth: number;
}

function collect(schema: unknown, place: Place, found: Map<string, HeaderParameter>): void {
  if (!isObject(schema) || place.depth > MAX_DEPTH) return;
  if (Object.hasOwn(schema, ANNOTATION)) {
    const parameter = toParameter(schema, place);
    const other = found.get(parameter.header);
    if (other !== undefined)
      throw refusal(place, `is also used by property "${other.path.join('.')}" (names ignore case)`);
    found.set(parameter.header, parameter);
  }
  for (const [keyword, value] of Object.entries(schema)) collectBelow(keyword, value, place, found);
}

function collectBelow(
  keyword: string,
  value: unknown,
  place: Place,
  found: Map<string, HeaderParameter>,
): void {
  const { path, where, depth } = place;
  const kind = KEYWORDS['2020-12'].get(keyword) ?? KEYWORDS['draft-07'].get(keyword);
  switch (kind) {
    case 'schema':
    case 'schemaOrSchemas':
    case 'schemas': {
      const below = { path: undefined, where: [...where, `<${keyword}>`], depth: depth + 1 };
      for (const schema of Array.isArray(value) ? value : [value]) collect(schema, below, found);
      return;
    }
    case 'schemaMap':
    case 'patterns':
    case 'dependencies': {
      if (!isObject(value)) return;
      for (const [name, schema] of Object.entries(value)) {
        const below =
          keyword === 'properties'
            ? { path: path && [...path, name], where: [...where, name], depth: depth + 1 }
            : { path: undefined, where: [...where, `<${keyword}>`, name], depth: depth + 1 };
        collect(schema, below, found);
      }
      return;
    }
    default:
      // Constants, examples and the like hold values, not schemas.
      return;
  }
}

function toParameter(schema: JsonObject, place: Place): HeaderParameter {
  const { path } = place;
  if (path === undefined || path.length === 0) {
    throw refusal(place, 'must be on a property that is reached from the root through "properties" alone');
  }
  const { [ANNOTATION]: name, type } = schema;
  if (typeof name !== 'string' || !TOKEN.test(name)) {
    throw refusal(
      place,
      `must be a header name (letters, digits and !#$%&'*+-.^_\`|~), not ${JSON.stringify(name)}`,
    );
  }
  if (type !== 'string' && type !== 'integer' && type !== 'boolean') {
    throw refusal(
      place,
      `needs type "string", "integer" or "boolean", not ${JSON.stringify(type) ?? 'none'}`,
    );
  }
  return { header: `mcp-param-${name.toLowerCase()}`, path, type };
}

function refusal({ where }: Place, problem: string): TypeError {
  const property = where.length === 0 ? 'the root of the input schema' : `property "${where.join('.')}"`;
  return new TypeError(`The ${ANNOTATION} of ${property} ${problem}.`);
}
