// Finds what somebody meant who wrote a name that no option has.

import { COMMON_NAMES } from './common-names.ts';
import { isPlaceholder, type Option } from './option.ts';
import { OPTIONS, OPTIONS_BY_PATH } from './option-table.ts';

export interface Suggestion {
  readonly option: Option;
  /** How many letters are different. */
  readonly distance: number;
  /** It is what the name stands for elsewhere, rather than like it. */
  readonly isCommonName: boolean;
  readonly note: string | undefined;
}

/**
 * @param name as it was written, with dots, dashes or underscores between its words
 * @param group the group that it was written in: `admission`
 */
export function suggestOption(name: string, group = ''): Suggestion | undefined {
  const plain = toPlain(name);
  const common = COMMON_NAMES.find(({ names }) => names.some((one) => toPlain(one) === plain));
  const called = common && OPTIONS_BY_PATH.get(common.path);
  if (called !== undefined) return { option: called, distance: 0, isCommonName: true, note: common?.note };
  const whole = toPlain(`${group}.${name}`);
  const nearest = least(OPTIONS, (option) => distanceTo(option, plain, whole, group));
  if (nearest === undefined || nearest.distance > tolerance(plain)) return undefined;
  return { option: nearest.item, distance: nearest.distance, isCommonName: false, note: undefined };
}

/** The nearest of some names; undefined when none is near. */
export function nearestOf(
  name: string,
  names: readonly string[],
): { readonly name: string; readonly distance: number } | undefined {
  const plain = toPlain(name);
  const nearest = least(names, (one) => editDistance(plain, toPlain(one)));
  if (nearest === undefined || nearest.distance > tolerance(plain)) return undefined;
  return { name: nearest.item, distance: nearest.distance };
}

/** Letters that may be different for a name to be taken for another one; never all of them. */
function tolerance({ length }: string): number {
  return Math.min(Math.max(2, length / 3), length - 1);
}

function least<T>(
  items: readonly T[],
  distanceOf: (item: T) => number,
): { item: T; distance: number } | undefined {
  let best: { item: T; distance: number } | undefined;
  for (const item of items) {
    const distance = distanceOf(item);
    if (best === undefined || distance < best.distance) best = { item, distance };
  }
  return best;
}

/** One that is a member of the same group is nearer than one that is called the same elsewhere. */
function distanceTo(
  { path, segments, flag = path }: Option,
  plain: string,
  whole: string,
  group: string,
): number {
  const last = segments.findLast((segment) => !isPlaceholder(segment)) ?? path;
  const elsewhere = path === last || path.startsWith(`${group}.`) ? 0 : 0.5;
  return Math.min(
    editDistance(plain, toPlain(last)) + elsewhere,
    editDistance(whole, toPlain(path)),
    editDistance(plain, toPlain(flag)),
  );
}

function toPlain(name: string): string {
  return name.replace(/<\w+>|[^a-z\d]/gi, '').toLowerCase();
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other (Damerau, 1964). */
export function editDistance(from: string, to: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next[j] = Math.min(
        at(row, j) + 1,
        at(next, j - 1) + 1,
        at(row, j - 1) + (same ? 0 : 1),
        swapped ? at(previous, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    previous = row;
    row = next;
  }
  return at(row, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] as number;
}
