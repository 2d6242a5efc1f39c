// Makes the private copy of an author's JSON Schema that is compiled: checked keyword by keyword, bounded in depth and
// size, without annotations, and marked with what each subschema costs to apply. What is not in the copy (unknown
// keywords, examples) cannot be reached by a `$ref`, so nothing unchecked is ever compiled.

import { isObject } from '../../protocol/json-rpc.ts';
import { type Dialect, dialectOf, KEYWORDS, type KeywordKind } from '../../protocol/json-schema-keywords.ts';
import type { JsonObject } from '../../protocol/mcp.ts';
import { COST, type Cost, perPropertySteps, REPEATING, stepsOf } from './json-schema-cost.ts';
import { checkLeaf, invalid } from './json-schema-leaves.ts';

/** Subschemas inside each other. */
const MAX_SCHEMA_DEPTH = 64;
/** Subschemas of one schema. */
const MAX_SUBSCHEMAS = 1000;
/** Names and values that one schema lists in `required`, `enum` and the like. */
const MAX_LISTED = 20_000;
/** Schemas of one `anyOf` and the like: the generated code nests them, and compiling it takes their square. */
const MAX_BRANCHES = 128;
/** An `enum` of up to this many primitives is compared one by one, which is faster than a Set. */
const MAX_INLINE_VALUES = 16;

/** The keyword of the copy for an `enum` or `const` that is not a few primitives. */
export const VALUES = 'mcp-fleet:values';

export interface SchemaCopy {
  readonly dialect: Dialect;
  readonly root: JsonObject;
  /** Every subschema of the copy that is an object. */
  readonly nodes: WeakSet<object>;
  readonly subschemas: number;
  /** Whether a value can be visited more often than the schema is long. */
  readonly repeats: boolean;
  /** Whether `unevaluatedItems` or `unevaluatedProperties` occur. */
  readonly tracksEvaluation: boolean;
}

/** @throws TypeError that says where and why the schema is not usable. */
export function copySchema(json: JsonObject): SchemaCopy {
  const dialect = dialectOf(json.$schema);
  const copier = new Copier(dialect);
  const root = copier.copyObject(json, '#', 0);
  copier.finish(root);
  const { nodes, subschemas, repeats, tracksEvaluation } = copier;
  return { dialect, root, nodes, subschemas, repeats, tracksEvaluation };
}

class Copier {
  readonly nodes = new WeakSet<object>();
  subschemas = 0;
  readonly #dialect: Dialect;
  readonly #used = new Set<string>();
  readonly #conditional: JsonObject[] = [];
  readonly #referring: JsonObject[] = [];
  #embedded = false;
  #listed = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  copyObject(schema: JsonObject, path: string, depth: number): JsonObject {
    if (depth > MAX_SCHEMA_DEPTH) throw invalid(path, `it nests deeper than ${MAX_SCHEMA_DEPTH} subschemas`);
    this.subschemas += 1;
    if (this.subschemas > MAX_SUBSCHEMAS) throw invalid('#', `it has more than ${MAX_SUBSCHEMAS} subschemas`);
    if (schema.$schema !== undefined && dialectOf(schema.$schema) !== this.#dialect) {
      throw invalid(path, 'a subschema must have the dialect of the whole');
    }
    if (schema.$ref !== undefined && schema.$dynamicRef !== undefined) {
      throw invalid(path, '$ref and $dynamicRef are not supported beside each other');
    }
    const copy: JsonObject = {};
    let steps = 1;
    let perProperty = 0;
    for (const keyword of Object.keys(schema)) {
      const kind = KEYWORDS[this.#dialect].get(keyword);
      const value = schema[keyword];
      if (kind === undefined || value === undefined || this.#isBesideRef(schema, keyword)) continue;
      const listed = this.#copyKeyword(copy, {
        keyword,
        kind,
        value,
        path: `${path}/${keyword}`,
        depth: depth + 1,
      });
      // A boolean subschema applies to nothing, but a property may still be unevaluated.
      if (typeof value !== 'boolean' || keyword.startsWith('unevaluated')) this.#used.add(keyword);
      steps += stepsOf(keyword, listed);
      perProperty += perPropertySteps(keyword);
    }
    if (copy.$id !== undefined && depth > 0) this.#embedded = true;
    if (copy.if !== undefined) this.#conditional.push(copy);
    if (copy.$ref !== undefined) this.#referring.push(copy);
    copy[COST] = { steps, perProperty } satisfies Cost;
    this.nodes.add(copy);
    return copy;
  }

  get tracksEvaluation(): boolean {
    return this.#used.has('unevaluatedItems') || this.#used.has('unevaluatedProperties');
  }

  get repeats(): boolean {
    return [...this.#used].some((keyword) => REPEATING.has(keyword));
  }

  /** Works around, or refuses, what the validator generator would get wrong without saying so. */
  finish(root: JsonObject): void {
    if (this.#used.has('$dynamicRef') && this.#embedded) {
      throw invalid('#', '$dynamicRef is not supported beside schemas with an $id of their own');
    }
    if (this.#used.has('unevaluatedItems') && this.#used.has('contains')) {
      throw invalid('#', 'unevaluatedItems is not supported together with contains');
    }
    // It does not find an anchor of the root.
    const anchors = this.#embedded ? [] : [root.$anchor, root.$dynamicAnchor];
    for (const copy of this.#referring) if (anchors.some((name) => copy.$ref === `#${name}`)) copy.$ref = '#';
    // It counts what `if` evaluated even when `if` does not hold.
    if (this.tracksEvaluation) this.#conditional.forEach(rewriteConditional);
  }

  /** In draft-07 a `$ref` stands alone: what is beside it is ignored. */
  #isBesideRef(schema: JsonObject, keyword: string): boolean {
    if (this.#dialect === '2020-12' || schema.$ref === undefined) return false;
    return keyword !== '$ref' && keyword !== '$defs' && keyword !== 'definitions';
  }

  /** @returns how many names or values the keyword lists. */
  #copyKeyword(copy: JsonObject, entry: Entry): number {
    const { keyword, kind, value, path, depth } = entry;
    switch (kind) {
      case 'schema':
        copy[keyword] = this.#copy(value, path, depth);
        return 0;
      case 'schemas':
        return this.#copyList(copy, entry);
      case 'schemaOrSchemas':
        if (Array.isArray(value)) return this.#copyList(copy, entry);
        copy[keyword] = this.#copy(value, path, depth);
        return 0;
      case 'dynamicRef':
        checkLeaf('text', value, path);
        // Within one schema resource the dynamic scope has one place to look: the same as for `$ref`.
        copy.$ref = value;
        return 0;
      case 'schemaMap':
      case 'patterns':
      case 'dependencies':
        return this.#copyMap(copy, entry);
      case 'values':
      case 'value':
        return this.#copyValues(copy, entry);
      default:
        copy[keyword] = value;
        return this.#list(checkLeaf(kind, value, path));
    }
  }

  #copy(schema: unknown, path: string, depth: number): JsonObject | boolean {
    if (typeof schema === 'boolean') return schema;
    if (!isObject(schema)) throw invalid(path, 'a schema must be an object or a boolean');
    const copy = this.copyObject(schema, path, depth);
    // Nothing but its cost: nothing to enforce and nothing to refer to, so not worth a visit.
    return Object.keys(copy).length === 1 ? true : copy;
  }

  #copyList(copy: JsonObject, { keyword, value, path, depth }: Entry): number {
    if (!Array.isArray(value) || value.length === 0) throw invalid(path, 'it must be a list of schemas');
    if (value.length > MAX_BRANCHES) throw invalid(path, `it has more than ${MAX_BRANCHES} schemas`);
    copy[keyword] = value.map((item, index) => this.#copy(item, `${path}/${index}`, depth));
    return value.length;
  }

  #copyMap(copy: JsonObject, { keyword, kind, value, path, depth }: Entry): number {
    if (!isObject(value)) throw invalid(path, 'it must be an object of schemas');
    const names = Object.keys(value);
    const map = ownMap(copy, keyword);
    for (const name of names) {
      const member = value[name];
      const memberPath = `${path}/${name}`;
      if (member === undefined) continue;
      if (kind === 'dependencies' && Array.isArray(member)) {
        this.#list(checkLeaf('names', member, memberPath));
        map[name] = member;
      } else if (name !== '__proto__') {
        map[name] = this.#copy(member, memberPath, depth);
      } else if (keyword === 'properties') {
        // The validator generator leaves this name out of `properties`, but not what a pattern finds.
        ownMap(copy, 'patternProperties')['^__proto__$'] = this.#copy(member, memberPath, depth);
      } else {
        throw invalid(path, '"__proto__" cannot be a name here');
      }
    }
    return this.#list(names.length);
  }

  #copyValues(copy: JsonObject, { keyword, kind, value, path }: Entry): number {
    const values: unknown = kind === 'values' ? value : [value];
    if (!Array.isArray(values) || values.length === 0) throw invalid(path, 'it must be a list of values');
    const isInline = values.every((item) => typeof item !== 'object' || item === null);
    if (isInline && values.length <= MAX_INLINE_VALUES) {
      copy[keyword] = value;
      return this.#list(values.length);
    }
    // `enum` and `const` may stand together.
    copy[VALUES] = [...((copy[VALUES] as unknown[][] | undefined) ?? []), values];
    this.#list(values.length);
    return 0;
  }

  #list(count: number): number {
    this.#listed += count;
    if (this.#listed > MAX_LISTED) throw invalid('#', `it lists more than ${MAX_LISTED} names and values`);
    return count;
  }
}

/** One keyword of a schema, and where it stands. */
interface Entry {
  readonly keyword: string;
  readonly kind: KeywordKind;
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/** The same by composition: the condition and `then`, or not the condition and `else`. */
function rewriteConditional(copy: JsonObject): void {
  const { if: condition, then: whenTrue = true, else: whenFalse = true } = copy;
  for (const keyword of ['if', 'then', 'else']) delete copy[keyword];
  const cost: Cost = { steps: 1, perProperty: 0 };
  const held = { allOf: [condition, whenTrue], [COST]: cost };
  const failed = { not: condition, allOf: [whenFalse], [COST]: cost };
  const choice = { anyOf: [held, failed], [COST]: cost };
  copy.allOf = Array.isArray(copy.allOf) ? [...copy.allOf, choice] : [choice];
}

function ownMap(copy: JsonObject, keyword: string): JsonObject {
  const existing = copy[keyword];
  if (isObject(existing)) return existing;
  const map: JsonObject = {};
  copy[keyword] = map;
  return map;
}
