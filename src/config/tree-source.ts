// Reads options that stand in an object: of a configuration file, or of code.

import type { Option } from './option.ts';
import { type Place, ROOT } from './option-table.ts';
import { describeValue } from './option-value.ts';
import type { Source } from './settings.ts';
import { explainUnknown, SourceReader, type SourceReading } from './source-reader.ts';

/** Everything that an object says, and everything that is wrong with it. A member that is undefined says nothing. */
export function readTree(tree: unknown, reading: SourceReading): Source {
  const reader = new SourceReader(reading);
  readPlace(reader, ROOT, tree, { name: '', segments: [] });
  return reader;
}

/** Where in the object it is, and what it is called in messages. */
interface Position {
  readonly name: string;
  readonly segments: readonly string[];
}

function readPlace(reader: SourceReader, place: Place, value: unknown, position: Position): void {
  if (value === undefined) return;
  if (place.type === 'option') return reader.read(place.option, position.segments, value);
  const toggle = place.type === 'group' ? place.toggle : undefined;
  if (toggle !== undefined && typeof value === 'boolean')
    return reader.read(toggle, position.segments, value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const name = position.name || 'the configuration';
    const allowed = toggle === undefined ? 'an object' : 'an object, true or false';
    return reader.refuse(name, `${name} must be ${allowed}: ${describeValue(value)}.`);
  }
  const { name } = position;
  if (
    place.type === 'group' &&
    place.protects &&
    Object.values(value).every((inside) => inside === undefined)
  ) {
    return reader.refuse(name, `${name} is there and says nothing; say what it is to do, or leave it out.`);
  }
  for (const [key, inside] of Object.entries(value)) {
    const member = memberOf(place, key);
    if (member !== undefined) readPlace(reader, member, inside, step(place, position, key));
    else if (inside !== undefined) refuseKey(reader, place, key, position);
  }
}

function memberOf(place: Exclude<Place, { type: 'option' }>, key: string): Place | undefined {
  if (place.type === 'group') return place.members.get(key);
  // A member of that name would be no member but a prototype.
  return key === '__proto__' ? undefined : place.each;
}

function step({ type }: Place, { name, segments }: Position, key: string): Position {
  const inside = [...segments, key];
  if (type === 'names') return { name: `${name}[${JSON.stringify(key)}]`, segments: inside };
  return { name: name === '' ? key : `${name}.${key}`, segments: inside };
}

function refuseKey(reader: SourceReader, place: Place, key: string, position: Position): void {
  const members = place.type === 'group' ? [...place.members.keys()] : [];
  const otherwise = members.length === 0 ? '' : `Allowed here: ${members.join(', ')}.`;
  const { name } = step(place, position, key);
  const spell = ({ path }: Option): string => path;
  reader.refuse(
    name,
    explainUnknown(name, { key, spell, place: { group: position.name, members }, otherwise }),
  );
}
