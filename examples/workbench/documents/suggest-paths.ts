// Suggests the paths that a user may mean by what they have typed so far.
import type { DocumentEntry } from './library.ts';

/** Those that begin with `typed` first, then those that have it anywhere; upper and lower case are alike. */
export function suggestPaths(documents: readonly DocumentEntry[], typed: string): string[] {
  const wanted = typed.toLowerCase();
  const paths = documents.map(({ path }) => path);
  const startsWith = paths.filter((path) => path.toLowerCase().startsWith(wanted));
  const contains = paths.filter((path) => path.toLowerCase().indexOf(wanted) > 0);
  return [...startsWith, ...contains];
}
