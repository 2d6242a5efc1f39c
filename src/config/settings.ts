// What each source says, option by option, and how several of them make one configuration.

import { nameOf, type Option } from './option.ts';
import type { Problem } from './problem.ts';

/** What one source says of one option. */
export interface Setting {
  readonly option: Option;
  /** The path, with the names that the user has chosen. */
  readonly segments: readonly string[];
  /** As code takes it. */
  readonly value: unknown;
  /** Undefined: in code. */
  readonly from: string | undefined;
}

export interface Source {
  readonly settings: readonly Setting[];
  readonly problems: readonly Problem[];
}

/** As one; order does not matter in it. */
export function joinSources(sources: readonly Source[]): Source {
  return {
    settings: sources.flatMap(({ settings }) => settings),
    problems: sources.flatMap(({ problems }) => problems),
  };
}

/** By name; no two of them contradict each other. */
export type Settings = ReadonlyMap<string, Setting>;

/** Of these, a later word about one is the last about the other. */
const ALTERNATIVES: Readonly<Record<string, string>> = { secrets: 'secretsFile', secretsFile: 'secrets' };

/** Later sources win, option by option. */
export function merge(sources: readonly Source[]): Settings {
  const merged = new Map<string, Setting>();
  for (const { settings } of sources) {
    for (const setting of settings) {
      for (const [name, earlier] of merged) if (displaces(setting, earlier)) merged.delete(name);
      merged.set(settingName(setting), setting);
    }
  }
  return merged;
}

export function settingName({ option, segments }: Setting): string {
  return nameOf(option, segments);
}

/** A group that is off has no members, and a member turns its group on. */
function displaces(later: Setting, earlier: Setting): boolean {
  if (ALTERNATIVES[later.option.path] === earlier.option.path) return true;
  if (later.value === false && isInGroup(earlier.option, later.option)) return true;
  return earlier.value === false && isInGroup(later.option, earlier.option);
}

/** Whether an option is the switch of that group, or beneath it. */
export function isWithin(option: Option, group: Option): boolean {
  return option.path === group.path || isInGroup(option, group);
}

function isInGroup({ path }: Option, group: Option): boolean {
  return group.kind.type === 'switch' && path.startsWith(`${group.path}.`);
}

/** @param group the switch of one */
export function isOn(settings: Settings, group: Option): boolean {
  const own = settings.get(group.path)?.value;
  if (own !== undefined) return own === true;
  return group.fallback === true || [...settings.values()].some(({ option }) => isInGroup(option, group));
}

/** What one source says twice, and differently: nobody can tell which of it was meant. */
export function findContradictions(settings: readonly Setting[]): Problem[] {
  return settings.flatMap((setting, index) =>
    settings
      .slice(index + 1)
      .filter((other) => displaces(setting, other) || displaces(other, setting))
      .map((other) => {
        const [name, otherName] = [settingName(setting), settingName(other)];
        const message = `${name} and ${otherName} exclude each other; say one of them.`;
        return { name, from: [setting.from, other.from].filter(Boolean).join(', ') || undefined, message };
      }),
  );
}

/** The options as code takes them: groups as objects. */
export function toTree(settings: Settings): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const { option, segments, value } of settings.values()) {
    const isOnAnyway = option.kind.type === 'switch' && value === true && option.fallback === true;
    if (!isOnAnyway) assign(tree, segments, value);
  }
  return tree;
}

function assign(tree: Record<string, unknown>, segments: readonly string[], value: unknown): void {
  const [first = '', ...rest] = segments;
  const inside = tree[first];
  if (rest.length === 0) {
    // That a group is on adds nothing to its members.
    if (value !== true || !isGroup(inside)) tree[first] = value;
    return;
  }
  const group = isGroup(inside) ? inside : {};
  tree[first] = group;
  assign(group, rest, value);
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
