// Collects what one source says and what is wrong with it.

import { nameOf, type Option } from './option.ts';
import { type Reading, readValue } from './option-value.ts';
import type { Problem } from './problem.ts';
import type { Setting, Source } from './settings.ts';
import { nearestOf, suggestOption } from './suggestion.ts';

export interface SourceReading extends Reading {
  /** What it is called in messages: `fleet.config.json`, `MCP_FLEET_PORT`. Undefined: code. */
  readonly from?: string | undefined;
  /** It is code, in which the options of the command mean nothing. */
  readonly isCode?: boolean;
}

export class SourceReader implements Source {
  readonly settings: Setting[] = [];
  readonly problems: Problem[] = [];
  readonly #reading: SourceReading;

  constructor(reading: SourceReading) {
    this.#reading = reading;
  }

  /** @param segments the option's path, with the names that the user has chosen */
  read(option: Option, segments: readonly string[], value: unknown): void {
    const name = nameOf(option, segments);
    const { from, isCode } = this.#reading;
    if (option.commandOnly === true && isCode === true) {
      return this.refuse(name, `${name} is an option of the command; in code, give a logger of your own.`);
    }
    try {
      this.settings.push({ option, segments, value: readValue(option, value, name, this.#reading), from });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.refuse(name, error.message);
    }
  }

  /** @param message what is wrong and what is allowed */
  refuse(name: string, message: string): void {
    this.problems.push({ name, from: this.#reading.from, message });
  }
}

export interface UnknownName {
  /** Without what all names of the source begin with. */
  readonly key: string;
  /** How the source writes an option. */
  readonly spell: (option: Option) => string;
  /** Where it was written, in an object. */
  readonly place?: { readonly group: string; readonly members: readonly string[] };
  /** What to say when nothing is near. */
  readonly otherwise: string;
}

/** Says of a name that no option has what was probably meant by it. */
export function explainUnknown(name: string, { key, spell, place, otherwise }: UnknownName): string {
  const option = suggestOption(key, place?.group);
  if (option?.isCommonName === true) {
    return [`${name} is called ${spell(option.option)} here.`, option.note].filter(Boolean).join(' ');
  }
  const member = nearestOf(key, place?.members ?? []);
  const isMember = member !== undefined && member.distance <= (option?.distance ?? Number.POSITIVE_INFINITY);
  const right = isMember ? withGroup(place?.group, member.name) : option && spell(option.option);
  return right === undefined
    ? `${name} is no option. ${otherwise}`
    : `${name} is no option; did you mean ${right}?`;
}

function withGroup(group: string | undefined, member: string): string {
  return group ? `${group}.${member}` : member;
}
