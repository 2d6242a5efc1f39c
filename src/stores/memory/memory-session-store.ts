// Session state in this process. A session costs one small record; records stand in the order in which they were last
// touched, so that expired ones are found at the front without a scan or a timer.

import {
  type Awaitable,
  INITIAL_STATE,
  type SessionState,
  type SessionStore,
} from '../../session/session-store.ts';

export interface MemorySessionStoreOptions {
  readonly now: () => number;
  /** Beyond this many, the longest unused session ends. @defaultValue 1000000 */
  readonly maxSessions?: number;
}

/** How long the expiry of a session that is older than the store is remembered: as long as handles live by default. */
const EXPIRED_MEMORY_MS = 7 * 24 * 3_600_000;

interface Entry {
  /** Seconds: small integers are kept in place, where doubles would each be an object. */
  expiresAtSeconds: number;
  state: SessionState | undefined;
}

export class MemorySessionStore implements SessionStore {
  readonly #now: () => number;
  readonly #maxSessions: number;
  readonly #bornAtMs: number;
  readonly #live = new Map<string, Entry>();
  /** Ended sessions that are older than this store, with the second in which their handles will have aged out. */
  readonly #ended = new Map<string, number>();

  constructor(options: MemorySessionStoreOptions) {
    this.#now = options.now;
    this.#maxSessions = options.maxSessions ?? 1_000_000;
    this.#bornAtMs = options.now();
  }

  get size(): number {
    return this.#live.size;
  }

  create(id: string, ttlMs: number): void {
    this.#makeRoom();
    this.#put(id, undefined, ttlMs);
  }

  touch(id: string, issuedAtMs: number, ttlMs: number): Awaitable<SessionState | 'ended'> {
    if (this.#ended.has(id)) return 'ended';
    const entry = this.#live.get(id);
    if (entry === undefined) {
      // What this store has held since its birth and does not know has expired. Handles count in whole seconds.
      if (issuedAtMs > this.#bornAtMs) return 'ended';
      this.create(id, ttlMs);
      return INITIAL_STATE;
    }
    this.#live.delete(id);
    if (entry.expiresAtSeconds * 1000 <= this.#now()) {
      this.end(id, issuedAtMs, EXPIRED_MEMORY_MS);
      return 'ended';
    }
    this.#put(id, entry.state, ttlMs);
    return entry.state ?? INITIAL_STATE;
  }

  save(id: string, state: SessionState, ttlMs: number): void {
    if (this.#live.delete(id)) this.#put(id, state, ttlMs);
  }

  end(id: string, issuedAtMs: number, rememberMs: number): void {
    this.#live.delete(id);
    // A younger session that is not there is known to be over; only an older one would be taken in again.
    if (issuedAtMs > this.#bornAtMs) return;
    this.#makeRoom();
    this.#ended.set(id, Math.ceil((this.#now() + rememberMs) / 1000));
  }

  #put(id: string, state: SessionState | undefined, ttlMs: number): void {
    this.#live.set(id, { expiresAtSeconds: Math.ceil((this.#now() + ttlMs) / 1000), state });
  }

  #makeRoom(): void {
    const nowSeconds = this.#now() / 1000;
    for (const [id, { expiresAtSeconds }] of this.#live) {
      if (expiresAtSeconds > nowSeconds && this.#live.size < this.#maxSessions) break;
      this.#live.delete(id);
    }
    for (const [id, untilSeconds] of this.#ended) {
      if (untilSeconds > nowSeconds && this.#ended.size < this.#maxSessions) break;
      this.#ended.delete(id);
    }
  }
}
