// Checks the values of the JSON Schema keywords that hold no subschemas, so that a mistake is reported where it was
// made and when it was made: at registration.
// Source: the meta-schema of JSON Schema 2020-12, vocabularies core and validation.

import { isObject } from '../../protocol/json-rpc.ts';
import type { KeywordKind } from '../../protocol/json-schema-keywords.ts';

const TYPES: readonly unknown[] = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'];

/**
 * @returns how many names the value lists.
 * @throws TypeError that names the path.
 */
export function checkLeaf(kind: KeywordKind, value: unknown, path: string): number {
  const problem = leafProblem(kind, value);
  if (problem !== undefined) throw invalid(path, problem);
  if (kind === 'names') return (value as string[]).length;
  if (kind === 'namesMap') return Object.values(value as Record<string, string[]>).flat().length;
  return 0;
}

/** The error of every check of a schema. */
export function invalid(path: string, problem: string): TypeError {
  return new TypeError(`Invalid JSON Schema at ${path.slice(0, 300)}: ${problem}.`);
}

function leafProblem(kind: KeywordKind, value: unknown): string | undefined {
  switch (kind) {
    case 'text':
    case 'pattern':
      return typeof value === 'string' ? undefined : 'it must be a string';
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'it must be true or false';
    case 'number':
      return Number.isFinite(value) ? undefined : 'it must be a number';
    case 'factor':
      return Number.isFinite(value) && (value as number) > 0 ? undefined : 'it must be a number above 0';
    case 'count':
      return Number.isInteger(value) && (value as number) >= 0
        ? undefined
        : 'it must be a whole number from 0';
    case 'type':
      return typeProblem(value);
    case 'names':
      return areNames(value) ? undefined : 'it must be a list of strings';
    case 'namesMap':
      if (!isObject(value) || !Object.values(value).every(areNames))
        return 'it must be an object of string lists';
      return Object.hasOwn(value, '__proto__') ? '"__proto__" cannot be a name here' : undefined;
    default:
      return undefined;
  }
}

function typeProblem(type: unknown): string | undefined {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const known = types.length > 0 && types.every((item) => TYPES.includes(item));
  return known ? undefined : `it must be one or more of ${TYPES.join(', ')}`;
}

function areNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
