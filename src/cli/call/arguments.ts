// The arguments of a tool call from the command line: `--json` as a whole, `--arg` one by one on top of it, read by the
// tool's input schema.

import { isObject } from '../../protocol/json-rpc.ts';
import type { JsonObject } from '../../protocol/mcp.ts';
import { usageError } from '../cli-error.ts';
import { coerce } from './coerce.ts';
import { SchemaView } from './schema-view.ts';

export interface ArgumentSources {
  /** `key=value`, `key.sub=value`, `key:=json`, `key=@file`, or `key` alone for true. */
  readonly args: readonly string[];
  /** A JSON object, or `@file`. */
  readonly json: string | undefined;
  /** The text of a file; `-` is stdin. @throws CliError */
  readonly readFile: (name: string) => string;
}

/** @throws CliError naming what cannot be an argument of this tool */
export function readArguments(
  inputSchema: JsonObject,
  { args, json, readFile }: ArgumentSources,
): JsonObject {
  const root = new SchemaView(inputSchema);
  const result = json === undefined ? {} : readJson(expandFile(json, readFile));
  const given = new Set<string>();
  for (const text of args) {
    const { key, value, isJson } = split(text);
    const path = pathOf(key, root);
    const schema = schemaAt(path, root);
    if (value === undefined && schema?.types.includes('boolean') !== true) {
      throw usageError(`"${key}" needs a value: --arg ${key}=...`);
    }
    const expanded = expandFile(value ?? 'true', readFile);
    const parsed = isJson ? parseJson(key, expanded) : coerce(key, expanded, schema);
    put(result, path, {
      value: parsed,
      isAgain: given.has(key),
      isList: schema?.types.includes('array') === true,
    });
    given.add(key);
  }
  return result;
}

function split(text: string): { key: string; value: string | undefined; isJson: boolean } {
  const at = text.indexOf('=');
  if (at === -1) return { key: text, value: undefined, isJson: false };
  const isJson = text[at - 1] === ':';
  const key = text.slice(0, isJson ? at - 1 : at);
  if (key === '') throw usageError(`"${text}" has no name; an argument looks like --arg name=value.`);
  return { key, value: text.slice(at + 1), isJson };
}

/** A dot leads into an object, unless the tool has an argument with that very name. */
function pathOf(key: string, root: SchemaView): readonly string[] {
  if (root.propertyNames.includes(key)) return [key];
  const path = key.split('.');
  const [first = ''] = path;
  if (root.propertyNames.includes(first) || !root.isClosed) return path;
  const known = root.propertyNames;
  throw usageError(
    `The tool has no argument "${first}"; it has ${known.length === 0 ? 'none' : known.join(', ')}.`,
  );
}

function schemaAt(path: readonly string[], root: SchemaView): SchemaView | undefined {
  return path.reduce<SchemaView | undefined>((schema, name) => schema?.property(name), root);
}

interface Put {
  readonly value: unknown;
  /** The same name was given before. */
  readonly isAgain: boolean;
  readonly isList: boolean;
}

function put(target: JsonObject, path: readonly string[], { value, isAgain, isList }: Put): void {
  const last = path.at(-1) as string;
  let place = target;
  for (const name of path.slice(0, -1)) {
    const inner = Object.hasOwn(place, name) ? place[name] : {};
    if (!isObject(inner)) throw usageError(`"${path.join('.')}" leads into "${name}", which is no object.`);
    define(place, name, inner);
    place = inner;
  }
  if (!isAgain) return define(place, last, value);
  if (!isList) throw usageError(`"${path.join('.')}" was given twice, and is no list.`);
  define(place, last, [place[last], value].flat(1));
}

/** Also for a name such as `__proto__`. */
function define(target: JsonObject, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}

/** `@file` is what the file holds; `@@` is a text that begins with one. */
function expandFile(text: string, readFile: (name: string) => string): string {
  if (!text.startsWith('@')) return text;
  return text.startsWith('@@') ? text.slice(1) : readFile(text.slice(1));
}

function readJson(text: string): JsonObject {
  const value = parseJson('--json', text);
  if (isObject(value)) return value;
  throw usageError('--json must be a JSON object, such as \'{"city": "Rome"}\'.');
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw usageError(`${name} is no valid JSON: ${(cause as Error).message}`);
  }
}
