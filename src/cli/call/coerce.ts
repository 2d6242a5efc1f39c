// Turns what a person typed into a value that fits a schema.

import { isObject } from '../../protocol/json-rpc.ts';
import { usageError } from '../cli-error.ts';
import type { SchemaView, ValueType } from './schema-view.ts';

/** @throws CliError naming the argument when the text fits none of the types of the schema */
export function coerce(name: string, text: string, schema: SchemaView | undefined): unknown {
  if (schema === undefined) return text;
  const value = fit(text, schema);
  if (value !== undefined) return value;
  const types = schema.types.map((type) => describe(type, schema));
  throw usageError(`"${name}" must be ${types.join(' or ')}, not "${shorten(text)}".`);
}

/** Undefined when the text fits none of the types. */
function fit(text: string, schema: SchemaView): unknown {
  const exact = schema.values.find((value) => String(value) === text);
  if (exact !== undefined) return exact;
  const { types } = schema;
  // A schema that does not say gets the text as it is.
  if (types.length === 0) return text;
  for (const type of types) {
    const value = fitType(type, text, schema);
    if (value !== undefined) return value;
  }
  return undefined;
}

function fitType(type: ValueType, text: string, schema: SchemaView): unknown {
  switch (type) {
    case 'string':
      return text;
    case 'number':
      return toNumber(text);
    case 'integer': {
      const number = toNumber(text);
      return Number.isInteger(number) ? number : undefined;
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'null':
      return text === 'null' ? null : undefined;
    case 'array': {
      const parsed = parse(text);
      if (Array.isArray(parsed)) return parsed;
      const item = fit(text, schema.items);
      return item === undefined ? undefined : [item];
    }
    case 'object': {
      const parsed = parse(text);
      return isObject(parsed) ? parsed : undefined;
    }
  }
}

function toNumber(text: string): number | undefined {
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(type: ValueType, schema: SchemaView): string {
  switch (type) {
    case 'array': {
      const [itemType] = schema.items.types;
      return itemType === undefined ? 'a JSON array' : `${describe(itemType, schema.items)} for each item`;
    }
    case 'boolean':
      return 'true or false';
    case 'object':
      return 'a JSON object';
    case 'integer':
      return 'a whole number';
    case 'null':
      return 'null';
    default:
      return `a ${type}`;
  }
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
