// What a JSON Schema says of a single value, as far as it helps to read what a person typed. Only that: whether a
// value is right is for the server to say.

import { isObject } from '../../protocol/json-rpc.ts';
import type { JsonObject } from '../../protocol/mcp.ts';

export type ValueType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object';

const TYPES: readonly string[] = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'];
/** References that lead to references; a circle ends here. */
const MAX_DEPTH = 16;

export class SchemaView {
  readonly #root: JsonObject;
  readonly #schemas: readonly JsonObject[];

  /** @param schema a part of `root`, in which its references are looked up */
  constructor(root: JsonObject, schema: unknown = root) {
    this.#root = root;
    this.#schemas = [...alternatives(root, schema, MAX_DEPTH)];
  }

  /** In the order of the schema; empty when it does not say. */
  get types(): readonly ValueType[] {
    const types = this.#schemas.flatMap(({ type }) => (Array.isArray(type) ? type : [type]));
    return [...new Set(types)].filter((type): type is ValueType => TYPES.includes(type as string));
  }

  /** The only values there are; empty when there are others. */
  get values(): readonly unknown[] {
    return this.#schemas.flatMap((schema) => {
      if ('const' in schema) return [schema['const']];
      return Array.isArray(schema['enum']) ? schema['enum'] : [];
    });
  }

  get propertyNames(): readonly string[] {
    return [
      ...new Set(
        this.#schemas.flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : [])),
      ),
    ];
  }

  /** Whether the schema names all the properties that there may be. */
  get isClosed(): boolean {
    return this.#schemas.every(
      ({ additionalProperties, patternProperties }) =>
        (additionalProperties === undefined || additionalProperties === false) &&
        patternProperties === undefined,
    );
  }

  property(name: string): SchemaView | undefined {
    for (const { properties } of this.#schemas) {
      if (isObject(properties) && Object.hasOwn(properties, name)) return this.#view(properties[name]);
    }
    const other = this.#schemas.find(({ additionalProperties }) => isObject(additionalProperties));
    return other === undefined ? undefined : this.#view(other['additionalProperties']);
  }

  get items(): SchemaView {
    const { items } = this.#schemas.find((schema) => isObject(schema['items'])) ?? {};
    return this.#view(items ?? {});
  }

  #view(schema: unknown): SchemaView {
    return new SchemaView(this.#root, schema);
  }
}

/** The schema itself, what it refers to, and the parts that it is put together from. */
function* alternatives(root: JsonObject, schema: unknown, depth: number): Generator<JsonObject> {
  if (!isObject(schema) || depth === 0) return;
  yield schema;
  const { $ref, anyOf, oneOf, allOf } = schema;
  if (typeof $ref === 'string') yield* alternatives(root, lookUp(root, $ref), depth - 1);
  for (const parts of [anyOf, oneOf, allOf]) {
    for (const part of Array.isArray(parts) ? parts : []) yield* alternatives(root, part, depth - 1);
  }
}

/** A JSON Pointer within the document; other references are not followed. Source: RFC 6901. */
function lookUp(root: JsonObject, ref: string): unknown {
  if (ref === '#') return root;
  if (!ref.startsWith('#/')) return undefined;
  let value: unknown = root;
  for (const step of ref.slice(2).split('/')) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isObject(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}
