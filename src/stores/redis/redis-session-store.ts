// Session state in Redis: one hash a session, which expires when it is not used. A session that is not there is taken
// in, because its handle proves it and servers lose things; unless it is so old that it must have expired.

import { INITIAL_STATE, type SessionState, type SessionStore } from '../../session/session-store.ts';
import type { Keys } from './keys.ts';
import { endSession } from './scripts/end-session.ts';
import { readBirth } from './scripts/read-birth.ts';
import { saveSession } from './scripts/save-session.ts';
import { touchSession } from './scripts/touch-session.ts';
import type { RedisServers } from './servers.ts';

export interface RedisSessionStoreOptions {
  readonly servers: RedisServers;
  readonly keys: Keys;
  /** Milliseconds since the epoch, by the clock that dates handles. */
  readonly now: () => number;
}

const TAKE_IN = 1;

export class RedisSessionStore implements SessionStore {
  readonly #servers: RedisServers;
  readonly #keys: Keys;
  readonly #now: () => number;
  /** Undefined: not known. A Redis that lost everything has another one. */
  #bornAtMs: number | undefined;
  /** The longest life that sessions get here. */
  #longestTtlMs = 0;

  constructor({ servers, keys, now }: RedisSessionStoreOptions) {
    this.#servers = servers;
    this.#keys = keys;
    this.#now = now;
    servers.onUp(() => void this.#readBirth().catch(() => undefined));
  }

  /** Marks the birth of a Redis that is new. @throws FleetError STORE_UNAVAILABLE */
  async start(): Promise<void> {
    await this.#readBirth();
  }

  async create(id: string, ttlMs: number): Promise<void> {
    await this.#touch(id, ttlMs, true);
  }

  async touch(id: string, issuedAtMs: number, ttlMs: number): Promise<SessionState | 'ended'> {
    const isYoung = this.#now() < issuedAtMs + ttlMs;
    const state = await this.#touch(id, ttlMs, isYoung);
    if (state !== null) return parseState(state);
    // It is not there, and it would have expired by now. Unless Redis is younger than the session: then it was lost.
    const bornAtMs = await this.#readBirth();
    if (issuedAtMs > bornAtMs) return 'ended';
    return parseState((await this.#touch(id, ttlMs, true)) ?? '');
  }

  #touch(id: string, ttlMs: number, takesIn: boolean): Promise<string | null> {
    this.#longestTtlMs = Math.max(this.#longestTtlMs, ttlMs);
    const args = [ttlMs, takesIn ? TAKE_IN : 0];
    return this.#servers.run(touchSession, [this.#keys.session(id)], args) as Promise<string | null>;
  }

  async save(id: string, state: SessionState, ttlMs: number): Promise<void> {
    await this.#servers.run(saveSession, [this.#keys.session(id)], [JSON.stringify(state), ttlMs]);
  }

  async end(id: string, issuedAtMs: number, rememberMs: number): Promise<void> {
    await this.#servers.run(endSession, [this.#keys.session(id)], [this.#rememberMs(issuedAtMs, rememberMs)]);
  }

  /** A session that Redis has held all its life is only taken in while it is young: the end is known without a note. */
  #rememberMs(issuedAtMs: number, rememberMs: number): number {
    if (this.#bornAtMs === undefined || issuedAtMs <= this.#bornAtMs || this.#longestTtlMs === 0)
      return rememberMs;
    const youthLeftMs = issuedAtMs + this.#longestTtlMs - this.#now();
    return Math.min(rememberMs, Math.max(0, youthLeftMs) + CLOCK_MARGIN_MS);
  }

  async #readBirth(): Promise<number> {
    this.#bornAtMs = Number(await this.#servers.run(readBirth, [this.#keys.born], [this.#now()]));
    return this.#bornAtMs;
  }
}

/** Clocks of nodes may differ by this much. */
const CLOCK_MARGIN_MS = 60_000;

function parseState(state: string): SessionState | 'ended' {
  if (state === '') return INITIAL_STATE;
  return state === 'ended' ? 'ended' : (JSON.parse(state) as SessionState);
}
