// What a changed configuration changes in a node that serves: some options at once, the others with the next start.

import { isDeepStrictEqual } from 'node:util';
import type { Option } from './option.ts';
import { OPTIONS } from './option-table.ts';
import { isOn, isWithin, type Setting, type Settings } from './settings.ts';

export interface Changes {
  /** What holds from now on. */
  readonly settings: Settings;
  /** Names of the options that are different now. */
  readonly changed: readonly string[];
  /** Names of those that would be, but stay as they are until the next start. Functions are not compared. */
  readonly kept: readonly string[];
}

export function changeReloadable(before: Settings, after: Settings): Changes {
  const keptGroups = OPTIONS.filter(({ kind }) => kind.type === 'switch').filter(
    (group) => isOn(before, group) !== isOn(after, group),
  );
  const isInKeptGroup = (option: Option): boolean => keptGroups.some((group) => isWithin(option, group));
  const settings = new Map<string, Setting>();
  const changed: string[] = [];
  const kept = keptGroups.map(({ path }) => path);
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, other] = [before.get(name), after.get(name)];
    const { option } = (old ?? other) as Setting;
    const isReloadable = option.reloadable === true && !isInKeptGroup(option);
    const now = isReloadable ? other : old;
    if (now !== undefined) settings.set(name, now);
    if (isInKeptGroup(option) || isSame(option, old, other)) continue;
    (isReloadable ? changed : kept).push(name);
  }
  return { settings, changed, kept };
}

function isSame(option: Option, old: Setting | undefined, other: Setting | undefined): boolean {
  // That a group is on is also said by its members.
  if (option.kind.type === 'code' || option.kind.type === 'switch') return true;
  const { fallback } = option;
  return isDeepStrictEqual(
    old === undefined ? fallback : old.value,
    other === undefined ? fallback : other.value,
  );
}
