// An ordered collection of named things (tools, prompts, resources, templates) that can be listed in pages. The JSON
// of a page is made once and kept until something changes, because clients list far more often than authors change.

import type { Era } from '../../protocol/eras.ts';
import { FleetError } from '../../protocol/errors.ts';

/** One thing that can be listed. */
export interface Listed {
  enabled: boolean;
  /** What clients of `era` see of it. */
  describe(era: Era): object;
}

export class Listing<E extends Listed> {
  readonly #entries = new Map<string, E>();
  readonly #pages = new Map<string, string>();
  #used = false;
  readonly #what: string;
  readonly #onChange: () => void;

  /** @param what names the kind in error messages, e.g. "Tool". */
  constructor(what: string, onChange: () => void) {
    this.#what = what;
    this.#onChange = onChange;
  }

  /** Whether anything was ever registered: clients that were told of a list may go on asking for it when it is empty. */
  get used(): boolean {
    return this.#used;
  }

  /** The enabled entry of that key. */
  get(key: string): E | undefined {
    const entry = this.#entries.get(key);
    return entry?.enabled ? entry : undefined;
  }

  /** All enabled entries, in the order of registration. */
  *enabled(): IterableIterator<[string, E]> {
    for (const item of this.#entries) if (item[1].enabled) yield item;
  }

  /** @throws Error when the key is taken. */
  add(key: string, entry: E): void {
    if (this.#entries.has(key)) throw new Error(`${this.#what} "${key}" is already registered.`);
    this.#entries.set(key, entry);
    this.#used = true;
    this.changed();
  }

  /** Removes that very entry; another that took its key meanwhile stays. */
  remove(key: string, entry: E): void {
    if (this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    this.changed();
  }

  /**
   * Puts `entry` in the place of `old`, which was under `from`, under the key `to`.
   * @throws Error when `old` is no longer there, or another entry has the key.
   */
  replace(old: E, { from, to, entry }: { from: string; to: string; entry: E }): void {
    if (this.#entries.get(from) !== old) throw new Error(`${this.#what} "${from}" was removed.`);
    if (from !== to && this.#entries.has(to)) throw new Error(`${this.#what} "${to}" is already registered.`);
    const items = [...this.#entries];
    this.#entries.clear();
    for (const [key, kept] of items) this.#entries.set(key === from ? to : key, key === from ? entry : kept);
    this.changed();
  }

  /** To be called after an entry changed in place. */
  changed(): void {
    this.#pages.clear();
    this.#onChange();
  }

  /** The JSON of a page, made by `render` when it is not known yet. */
  page(
    era: Era,
    cursor: string | undefined,
    pageSize: number,
    render: (page: Page<object>) => string,
  ): string {
    const pageKey = cursor === undefined ? era : `${era} ${cursor}`;
    const known = this.#pages.get(pageKey);
    if (known !== undefined) return known;
    const items = [...this.enabled()].map(([key, entry]) => ({ key, value: entry.describe(era) }));
    const text = render(paginate(items, cursor, pageSize));
    this.#pages.set(pageKey, text);
    return text;
  }
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | undefined;
}

/**
 * The page after `cursor`, which names the last item of the page before: it stays right when items are added, and
 * every node that has the same items understands it.
 * @throws FleetError INVALID_PARAMS when the cursor is not ours or its item is gone.
 */
export function paginate<T>(
  items: readonly { key: string; value: T }[],
  cursor: string | undefined,
  pageSize: number,
): Page<T> {
  let start = 0;
  if (cursor !== undefined) {
    const last = Buffer.from(cursor, 'base64url').toString();
    start = items.findIndex(({ key }) => key === last) + 1;
    // Pages are kept by their cursor, so each has one spelling: Base64 would ignore stray characters.
    if (start === 0 || encodeCursor(last) !== cursor) {
      throw new FleetError('INVALID_PARAMS', 'Invalid params: unknown cursor; list again from the start.');
    }
  }
  const shown = items.slice(start, start + pageSize);
  const lastKey = start + pageSize < items.length ? shown.at(-1)?.key : undefined;
  return {
    items: shown.map(({ value }) => value),
    nextCursor: lastKey === undefined ? undefined : encodeCursor(lastKey),
  };
}

function encodeCursor(lastKey: string): string {
  return Buffer.from(lastKey).toString('base64url');
}

/** @throws FleetError INVALID_PARAMS when `params.cursor` is there and not a string. */
export function readCursor(params: Readonly<Record<string, unknown>>): string | undefined {
  const cursor = params['cursor'];
  if (cursor === undefined || typeof cursor === 'string') return cursor;
  throw new FleetError('INVALID_PARAMS', 'Invalid params: "cursor" must be a string.');
}
