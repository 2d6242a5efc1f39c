// Reads options that are written as text: the values of variables and flags.

import { isNamed, isPlaceholder, type Kind, type Option } from './option.ts';
import type { Source } from './settings.ts';
import { SourceReader } from './source-reader.ts';

/** What is written of one option in one place. */
export interface WrittenText {
  readonly option: Option;
  /** More than one when a flag is repeated. */
  readonly texts: readonly string[];
  /** `MCP_FLEET_PORT`, `--port` */
  readonly from: string;
  /** What relative paths are relative to. */
  readonly folder: string;
}

export function readTexts({ option, texts, from, folder }: WrittenText): Source {
  const reader = new SourceReader({ fromText: true, folder, from });
  const { path, segments, kind } = option;
  if (texts.some((text) => text.trim() === '')) {
    reader.refuse(path, `${path} is empty; give it a value, or leave it out.`);
  } else if (isNamed(option)) {
    for (const [name, value] of texts.flatMap((text) => namedValues(text, kind))) {
      const named = segments.map((segment) => (isPlaceholder(segment) ? name : segment));
      if (value !== undefined && name !== '' && name !== '__proto__') reader.read(option, named, value);
      else reader.refuse(path, `${path} must be NAME=VALUE, several separated by commas, or a JSON object.`);
    }
  } else if (kind.type === 'list') {
    reader.read(option, segments, texts.flatMap(listItems));
  } else {
    reader.read(option, segments, toValue(texts.at(-1) ?? '', kind));
  }
  return reader;
}

/** `search=5s,files.*=10s`. A name may have a "=" in it, a value may not. */
function namedValues(text: string, kind: Kind): (readonly [string, unknown])[] {
  const object = jsonOf(text, '{');
  if (typeof object === 'object' && object !== null) return Object.entries(object);
  return text.split(',').map((pair) => {
    const at = pair.lastIndexOf('=');
    if (at === -1) return [pair.trim(), undefined];
    const value = pair.slice(at + 1).trim();
    // A list in a list, which scopes allow: they have no spaces.
    return [pair.slice(0, at).trim(), kind.type === 'list' ? value.split(/\s+/) : toValue(value, kind)];
  });
}

function listItems(text: string): readonly unknown[] {
  const array = jsonOf(text, '[');
  return Array.isArray(array)
    ? array
    : text
        .trim()
        .split(/,|\r?\n/)
        .map((item) => item.trim());
}

function jsonOf(text: string, opening: string): unknown {
  if (!text.trimStart().startsWith(opening)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the text says; the text itself when it says nothing that fits. */
function toValue(text: string, { type }: Kind): unknown {
  const trimmed = text.trim();
  if (type === 'number') return /^[-+]?\d+(\.\d+)?(e\d+)?$/i.test(trimmed) ? Number(trimmed) : trimmed;
  if (type !== 'boolean' && type !== 'switch') return trimmed;
  if (/^(true|1|yes|on)$/i.test(trimmed)) return true;
  return /^(false|0|no|off)$/i.test(trimmed) ? false : trimmed;
}
