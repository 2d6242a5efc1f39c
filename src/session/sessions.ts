// Finds the session of a request. A handle proves itself; a bounded cache spares checking the same one again, and
// the store is asked only for a session's first request on a node and then every quarter of its lifetime.

import type { ClientFacts, SessionVersion } from '../protocol/eras.ts';
import { FleetError } from '../protocol/errors.ts';
import type { KeyRing } from '../protocol/sealing.ts';
import { mintHandle, readHandle, type SessionFacts } from './handle.ts';
import { RecentCache } from './recent-cache.ts';
import { type Awaitable, INITIAL_STATE, type SessionState, type SessionStore } from './session-store.ts';

export interface SessionsOptions {
  readonly ring: KeyRing;
  readonly store: SessionStore;
  /** Milliseconds without a request after which a session ends. */
  readonly ttlMs: number;
  /** Milliseconds after which a session ends, used or not. */
  readonly maxAgeMs: number;
  readonly now: () => number;
  /** A new random session id. */
  readonly newId: () => string;
  /** Is told of sessions whose state was changed here. */
  readonly onUpdated?: (session: Session) => void;
}

/** Sessions whose handles were checked lately. Beyond this many, the longest unused is checked again. */
const CACHED_SESSIONS = 10_000;

/** Half of them for certain: more than end while one confirmation is under way. */
const REMEMBERED_ENDS = 2000;

/** A session as this node knows it at the moment. */
export class Session {
  readonly facts: SessionFacts;
  readonly handle: string;
  state: SessionState;
  /** When the store last confirmed it, in milliseconds. */
  confirmedAtMs: number;

  constructor(facts: SessionFacts, handle: string, state: SessionState, confirmedAtMs: number) {
    this.facts = facts;
    this.handle = handle;
    this.state = state;
    this.confirmedAtMs = confirmedAtMs;
  }
}

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #cache = new RecentCache<Session>(CACHED_SESSIONS);
  /** Ids of sessions that ended here lately: a confirmation that was under way must not bring one back. */
  readonly #ended = new RecentCache<true>(REMEMBERED_ENDS);
  /** Sessions that must be one object because a stream of theirs is open here, by id. */
  readonly #pinned = new Map<string, Session>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** @throws FleetError INVALID_PARAMS when the client's facts do not fit a handle. */
  open(protocolVersion: SessionVersion, client: ClientFacts, principalHash: string): Awaitable<Session> {
    const { ring, store, ttlMs, now, newId } = this.#options;
    const nowMs = now();
    // As the handle will tell it, or a node that knows the session from here would see another age than one that reads it.
    const issuedAtMs = Math.floor(nowMs / 1000) * 1000;
    const facts: SessionFacts = { id: newId(), protocolVersion, client, principalHash, issuedAtMs };
    const handle = mintHandle(ring, facts);
    const session = new Session(facts, handle, INITIAL_STATE, nowMs);
    // Its first request comes at once, and most often here.
    this.#cache.set(keyOf(handle), session);
    const created = store.create(facts.id, ttlMs);
    return created instanceof Promise ? created.then(() => session) : session;
  }

  /**
   * The session of a handle.
   * @throws FleetError SESSION_NOT_FOUND when it is not ours, over, or another principal's: all alike.
   */
  find(handle: string, principalHash: string): Awaitable<Session> {
    const known = this.#cached(handle) ?? this.#admit(handle);
    if (known.facts.principalHash !== principalHash) throw sessionNotFound();
    const nowMs = this.#options.now();
    if (nowMs - known.confirmedAtMs < this.#options.ttlMs / 4) return known;
    return this.#confirm(known, nowMs);
  }

  #cached(handle: string): Session | undefined {
    const known = this.#cache.get(keyOf(handle));
    return known?.handle === handle ? known : undefined;
  }

  #admit(handle: string): Session {
    const facts = readHandle(this.#options.ring, handle);
    if (facts === undefined) throw sessionNotFound();
    return this.#pinned.get(facts.id) ?? new Session(facts, handle, INITIAL_STATE, Number.NEGATIVE_INFINITY);
  }

  #confirm(session: Session, nowMs: number): Awaitable<Session> {
    const { store, ttlMs, maxAgeMs } = this.#options;
    const { id, issuedAtMs } = session.facts;
    if (nowMs - issuedAtMs > maxAgeMs) {
      this.forget(session);
      throw sessionNotFound();
    }
    const touched = store.touch(id, issuedAtMs, ttlMs);
    if (touched instanceof Promise) return touched.then((state) => this.#confirmed(session, state, nowMs));
    return this.#confirmed(session, touched, nowMs);
  }

  #confirmed(session: Session, state: SessionState | 'ended', nowMs: number): Session {
    if (state === 'ended' || this.#ended.get(session.facts.id) === true) {
      this.forget(session);
      throw sessionNotFound();
    }
    // Requests that come at once may each have read the handle; from here on they share one session.
    const shared = this.#cached(session.handle) ?? this.#pinned.get(session.facts.id) ?? session;
    shared.state = state;
    shared.confirmedAtMs = nowMs;
    this.#cache.set(keyOf(shared.handle), shared);
    return shared;
  }

  update(session: Session, change: Partial<SessionState>): Awaitable<void> {
    session.state = { ...session.state, ...change };
    const { store, ttlMs, onUpdated } = this.#options;
    const saved = store.save(session.facts.id, session.state, ttlMs);
    if (saved instanceof Promise) return saved.then(() => onUpdated?.(session));
    onUpdated?.(session);
  }

  /** Ends a session everywhere. */
  end(session: Session): Awaitable<void> {
    const { id, issuedAtMs } = session.facts;
    this.endedElsewhere(id, session.handle);
    return this.#options.store.end(id, issuedAtMs, this.#options.maxAgeMs);
  }

  /** Another node has ended the session in the store. */
  endedElsewhere(id: string, handle: string): void {
    this.#cache.delete(keyOf(handle));
    this.#pinned.delete(id);
    this.#ended.set(id, true);
  }

  /** Another node has changed the state of the session in the store. */
  changedElsewhere(id: string, handle: string): Awaitable<unknown> {
    const pinned = this.#pinned.get(id);
    const known = pinned ?? this.#cache.get(keyOf(handle));
    if (known === undefined) return undefined;
    known.confirmedAtMs = Number.NEGATIVE_INFINITY;
    // What a pinned session wants to be told of is looked at without a request of its client.
    return pinned === undefined ? undefined : this.#confirm(pinned, this.#options.now());
  }

  /** Something may have happened that this node was not told of: each session is confirmed again when it is next used. */
  distrust(): void {
    this.#cache.clear();
    for (const session of this.#pinned.values()) session.confirmedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Drops what this node holds of a session. */
  forget(session: Session): void {
    this.#cache.delete(keyOf(session.handle));
    this.#pinned.delete(session.facts.id);
  }

  /** Keeps a session's object while a stream of it is open here. */
  pin(session: Session): void {
    this.#pinned.set(session.facts.id, session);
  }

  unpin(session: Session): void {
    this.#pinned.delete(session.facts.id);
  }
}

/** The end of a handle, which is its signature: hashing all of it for each request would cost the more. */
function keyOf(handle: string): string {
  return handle.slice(-22);
}

function sessionNotFound(): FleetError {
  return new FleetError('SESSION_NOT_FOUND', 'Session not found: open a new one with "initialize".');
}
