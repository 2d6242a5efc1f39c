// Checks one value against its row in the table, and brings it into the form that code takes.

import { resolve } from 'node:path';
import type { Kind, NumberBounds, Option, TextCheck } from './option.ts';
import { parseQuantity, UNIT_EXAMPLES } from './units.ts';

export interface Reading {
  /** Numbers may be texts with a unit (`5s`), and paths are taken relative to `folder`. */
  readonly fromText: boolean;
  /** What relative paths are relative to. */
  readonly folder?: string;
}

/**
 * The value as code takes it.
 * @param name what the option is called in errors
 * @throws TypeError naming the option, the value and what is allowed; of a secret, not the value
 */
export function readValue(option: Option, value: unknown, name: string, reading: Reading): unknown {
  const { kind } = option;
  const refuse = (): never => {
    const shown = option.secret === true ? 'what it is now is not shown' : describeValue(value);
    throw new TypeError(`${name} must be ${describeAllowed(kind, reading)}: ${shown}.`);
  };
  switch (kind.type) {
    case 'number': {
      const number = reading.fromText ? toNumber(value, kind.unit) : value;
      return isWithin(number, kind.bounds) ? number : refuse();
    }
    case 'boolean':
    case 'switch':
      return typeof value === 'boolean' ? value : refuse();
    case 'choice':
      return kind.values.includes(value as string) ? value : refuse();
    case 'text': {
      const isText = value instanceof URL || (kind.takesNumbers === true && typeof value === 'number');
      const given = isText ? String(value) : value;
      if (typeof given !== 'string' || given === '') return refuse();
      kind.check(name, given);
      return given;
    }
    case 'path':
      if (typeof value !== 'string' || value === '') return refuse();
      return reading.folder === undefined ? value : resolve(reading.folder, value);
    case 'list':
      return readList(value, name, kind.check) ?? refuse();
    case 'code':
      return typeof value === kind.form && value !== null ? value : refuse();
  }
}

function readList(value: unknown, name: string, check: TextCheck): readonly unknown[] | undefined {
  const items: unknown = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(items)) return undefined;
  if (!items.every((item) => (typeof item === 'string' && item !== '') || item instanceof Uint8Array)) {
    return undefined;
  }
  items.forEach((item, index) => {
    if (typeof item === 'string') check(items.length > 1 ? `${name}[${index}]` : name, item);
  });
  return items;
}

function toNumber(value: unknown, unit: 'ms' | 'bytes' | undefined): unknown {
  return typeof value === 'string' && unit !== undefined ? parseQuantity(value, unit) : value;
}

function isWithin(value: unknown, { least, greatest, fraction }: NumberBounds): boolean {
  const isKind = fraction === true ? Number.isFinite(value) : Number.isInteger(value);
  return isKind && (value as number) >= least && (value as number) <= greatest;
}

/** Completes "must be ...". */
export function describeAllowed(kind: Kind, { fromText }: Reading): string {
  switch (kind.type) {
    case 'number': {
      const { least, greatest, fraction } = kind.bounds;
      const range = `${fraction === true ? 'a number' : 'an integer'} from ${least} to ${greatest}`;
      if (!fromText || kind.unit === undefined) return range;
      return `${range} (${kind.unit}), or text such as ${UNIT_EXAMPLES[kind.unit]}`;
    }
    case 'boolean':
    case 'switch':
      return 'true or false';
    case 'choice':
      return `one of ${kind.values.join(', ')}`;
    case 'text':
      return 'text that is not empty';
    case 'path':
      return 'the path of a file';
    case 'list':
      return 'text or an array of texts, none of them empty';
    case 'code':
      return kind.form === 'function' ? 'a function' : 'an object';
  }
}

const MAX_SHOWN_CHARS = 100;

/** Members of objects are left out: nobody knows what they are. */
export function describeValue(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text;
}
