// Which scopes a request needs, and whether a principal has them.

import type { Principal } from '../server/principal.ts';
import type { FilledAuth } from './auth-options.ts';

/** Tool names whose scopes are remembered; names come from clients, so there must be an end to them. */
const REMEMBERED_TOOLS = 1000;
const MAX_REMEMBERED_CHARS = 128;

export class ScopeRules {
  readonly #required: readonly string[];
  readonly #patterns: readonly { readonly parts: readonly string[]; readonly scopes: readonly string[] }[];
  readonly #implied: ReadonlyMap<string, readonly string[]>;
  readonly #needs = new Map<string, readonly string[]>();

  constructor({
    requiredScopes,
    toolScopes,
    impliedScopes,
  }: Pick<FilledAuth, 'requiredScopes' | 'toolScopes' | 'impliedScopes'>) {
    this.#required = requiredScopes;
    this.#patterns = [...toolScopes].map(([pattern, scopes]) => ({ parts: pattern.split('*'), scopes }));
    this.#implied = impliedScopes;
  }

  /** Everything that a request needs, so that a client can ask for it all at once. */
  neededFor(tool: string | undefined): readonly string[] {
    if (tool === undefined || this.#patterns.length === 0) return this.#required;
    const known = this.#needs.get(tool);
    if (known !== undefined) return known;
    const matching = this.#patterns.filter(({ parts }) => matches(parts, tool));
    const needed = [...new Set([...this.#required, ...matching.flatMap(({ scopes }) => scopes)])];
    if (this.#needs.size < REMEMBERED_TOOLS && tool.length <= MAX_REMEMBERED_CHARS) {
      this.#needs.set(tool, needed);
    }
    return needed;
  }

  /** The scopes and all that they imply. */
  expand(scopes: readonly string[]): readonly string[] {
    const all = new Set(scopes);
    // A set hands out what is added while it is walked, so chains are followed and circles end.
    for (const scope of all) for (const implied of this.#implied.get(scope) ?? []) all.add(implied);
    return Object.freeze([...all]);
  }
}

export function hasScopes({ scopes }: Principal, needed: readonly string[]): boolean {
  for (const scope of needed) if (!scopes.includes(scope)) return false;
  return true;
}

/** Whether a name is `parts` with any characters between them. */
function matches(parts: readonly string[], name: string): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
