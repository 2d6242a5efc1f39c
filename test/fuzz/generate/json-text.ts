// Writes JSON in every spelling that is right, and in some that are not JavaScript's: values can be given as text.

import type { Chance } from './chance.ts';

/** JSON text that stands for itself, right or not. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** One member more in an object, written after the others; its key may be there already. */
export class ExtraMember {
  readonly key: string;
  readonly value: unknown;

  constructor(key: string, value: unknown) {
    this.key = key;
    this.value = value;
  }
}

/** The compact text of a value. A member that is an `ExtraMember` is written under its own key. */
export function jsonText(value: unknown): string {
  return write(value, PLAIN);
}

/** The text of a value with spaces where they may stand and escapes where they need not. */
export function oddJsonText(value: unknown, chance: Chance): string {
  return write(value, {
    space: () => (chance.happens(0.8) ? '' : chance.one([' ', '\n', '\r\n', '\t', '  \n\t '])),
    text: (text) => (chance.happens(0.7) ? JSON.stringify(text) : escaped(text, chance)),
  });
}

interface Style {
  readonly space: () => string;
  readonly text: (text: string) => string;
}

const PLAIN: Style = { space: () => '', text: (text) => JSON.stringify(text) };

function write(value: unknown, style: Style): string {
  if (value instanceof RawJson) return value.text;
  if (typeof value === 'string') return style.text(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const { space } = style;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${space()}${write(item, style)}${space()}`);
    return `[${items.join(',')}]`;
  }
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const { key: name, value: written } = member instanceof ExtraMember ? member : { key, value: member };
    members.push(`${space()}${style.text(name)}${space()}:${space()}${write(written, style)}${space()}`);
  }
  return `{${members.join(',')}}`;
}

function escaped(text: string, chance: Chance): string {
  let written = '"';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const plain = unit >= 0x20 && unit < 0xd800 && unit !== 0x22 && unit !== 0x5c;
    if (plain && chance.happens(0.5)) written += text[i];
    else written += `\\u${unit.toString(16).padStart(4, '0')}`;
  }
  return `${written}"`;
}
