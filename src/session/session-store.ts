// The port to where the changing part of sessions is kept: in this process, or in a cache that all nodes share.

import type { LogLevel } from '../protocol/mcp.ts';

/** A value now or later: stores in memory answer at once, and the hot path must not pay for a promise. */
export type Awaitable<T> = T | Promise<T>;

/** What of a session changes. */
export interface SessionState {
  readonly logLevel: LogLevel;
  /** URIs of the resources whose updates the client wants. */
  readonly subscriptions: readonly string[];
}

export const INITIAL_STATE: SessionState = Object.freeze({ logLevel: 'info', subscriptions: [] });

export interface SessionStore {
  /** Remembers a new session, in its initial state, until it is not touched for `ttlMs`. */
  create(id: string, ttlMs: number): Awaitable<void>;
  /**
   * Extends a session's life by `ttlMs` from now and returns its state. A session that this store never held is
   * taken in, in its initial state: its handle is proof enough. `ended` when it was ended or has expired here.
   */
  touch(id: string, issuedAtMs: number, ttlMs: number): Awaitable<SessionState | 'ended'>;
  /** Keeps the state of a session that was touched before; one that has ended stays so. */
  save(id: string, state: SessionState, ttlMs: number): Awaitable<void>;
  /** Ends a session for good; remembered for `rememberMs`, after which its handle is too old anyway. */
  end(id: string, issuedAtMs: number, rememberMs: number): Awaitable<void>;
}
