// Breaks a JSON value in places: the shape stays close to what the server expects, so that it gets past the first check
// and meets the next one.

import type { Chance } from './chance.ts';
import { HOSTILE_KEYS, hostileNumber, hostileText, hostileValue } from './hostile-values.ts';
import { ExtraMember, RawJson } from './json-text.ts';

type Holder = Record<string, unknown> | unknown[];

/** Where a value stands. */
interface Place {
  readonly holder: Holder;
  readonly key: string | number;
}

/**
 * Changes a value in `count` places and returns it. What it was given is changed in place, but for its root.
 * @param words texts that mean something where others stand: names of tools, methods, members
 */
export function mutateJson(value: unknown, count: number, chance: Chance, words: readonly string[]): unknown {
  const root: Holder = [value];
  for (let i = 0; i < count; i++) mutateOnce(root, chance, words);
  return root[0];
}

function mutateOnce(root: Holder, chance: Chance, words: readonly string[]): void {
  const places = placesIn(root, []);
  const place = chance.one(places);
  const value = read(place);
  switch (chance.below(12)) {
    case 0:
    case 1:
      return write(place, hostileValue(chance));
    case 2:
    case 3:
      return write(place, tweak(value, chance));
    case 4:
      return write(place, chance.one(words));
    case 5:
      return write(place, structuredCloneOf(read(chance.one(places))));
    case 6:
      return write(place, chance.happens(0.5) ? [value] : { [chance.one(HOSTILE_KEYS)]: value });
    case 7:
    case 8:
      return remove(place);
    case 9:
      return rename(place, chance);
    default:
      return addMember(value, place, chance);
  }
}

function placesIn(holder: Holder, found: Place[]): Place[] {
  for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
    const place = { holder, key };
    found.push(place);
    const value = read(place);
    if (isHolder(value)) placesIn(value, found);
  }
  return found;
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  return !(value instanceof RawJson) && !(value instanceof ExtraMember);
}

function read({ holder, key }: Place): unknown {
  return (holder as Record<string | number, unknown>)[key];
}

function write({ holder, key }: Place, value: unknown): void {
  (holder as Record<string | number, unknown>)[key] = value;
}

/** A copy, so that a value never holds itself. */
function structuredCloneOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCloneOf);
  if (!isHolder(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, structuredCloneOf(member)]));
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(key as number, 1);
  else delete holder[key];
  // The root stays a list of one.
  if (Array.isArray(holder) && holder.length === 0) holder.push({});
}

function rename({ holder, key }: Place, chance: Chance): void {
  if (Array.isArray(holder)) return void holder.push(hostileValue(chance));
  const value = holder[key];
  delete holder[key];
  const name = chance.happens(0.5) ? chance.one(HOSTILE_KEYS) : tweakText(String(key), chance);
  addExtra(holder, name, value);
}

function addMember(value: unknown, place: Place, chance: Chance): void {
  const name = chance.one(HOSTILE_KEYS);
  const member = chance.happens(0.3) ? { isAdmin: true } : hostileValue(chance);
  if (Array.isArray(value)) value.push(member);
  else if (isHolder(value)) addExtra(value as Record<string, unknown>, name, member);
  else write(place, tweak(value, chance));
}

/** Any key, `__proto__` and one that is there already included. */
function addExtra(object: Record<string, unknown>, key: string, value: unknown): void {
  let slot = 0;
  while (Object.hasOwn(object, `extra-${slot}`)) slot++;
  object[`extra-${slot}`] = new ExtraMember(key, value);
}

/** Nearly the same value. */
function tweak(value: unknown, chance: Chance): unknown {
  switch (typeof value) {
    case 'string':
      return tweakText(value, chance);
    case 'number':
      return chance.happens(0.4) ? hostileNumber(chance) : value + chance.one([1, -1, 0.5, 2 ** 32, -value]);
    case 'boolean':
      return chance.one([!value, String(value), Number(value)]);
    default:
      return hostileValue(chance);
  }
}

export function tweakText(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1);
  switch (chance.below(7)) {
    case 0:
      return text.slice(0, at) + hostileText(chance) + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    case 2:
      return text.slice(0, at);
    case 3:
      return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
    case 4:
      return text.repeat(chance.between(2, 4));
    case 5:
      return `${text}${chance.one([' ', '\0', '\n', '/', '?', '#'])}`;
    default:
      return text.slice(0, at) + String.fromCharCode(chance.below(0x300)) + text.slice(at + 1);
  }
}
