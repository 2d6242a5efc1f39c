// Remembers what was found out about credentials, so that a request with a known one is judged without cryptography.
// Entries are found by the end of the credential, where signatures are, and then compared whole: hashing all of a long
// string, as a Map or SHA-256 would for every request, takes many times as long. The text is kept in memory only, and
// nothing hands it out.

import { LRUCache } from 'lru-cache';

interface Entry<T extends object> {
  readonly sent: string;
  readonly value: T;
  readonly untilMs: number;
}

export interface CacheBounds {
  readonly maxEntries: number;
  /** Characters of all credentials together. */
  readonly maxChars: number;
}

/** More than the random part of a credential has: two valid ones do not share it, and if they did, both would hold. */
const TAIL_CHARS = 43;

export class CredentialCache<T extends object> {
  readonly #entries: LRUCache<string, Entry<T>>;

  constructor({ maxEntries, maxChars }: CacheBounds) {
    this.#entries = new LRUCache({
      max: maxEntries,
      maxSize: maxChars,
      sizeCalculation: ({ sent }) => sent.length,
    });
  }

  /** @param sent not empty */
  get(sent: string, nowMs: number): T | undefined {
    const entry = this.#entries.get(tailOf(sent));
    return entry !== undefined && entry.untilMs > nowMs && entry.sent === sent ? entry.value : undefined;
  }

  set(sent: string, value: T, untilMs: number): void {
    this.#entries.set(tailOf(sent), { sent, value, untilMs });
  }
}

function tailOf(sent: string): string {
  return sent.length > TAIL_CHARS ? sent.slice(-TAIL_CHARS) : sent;
}
