// Sessions for tests: made without a store, or opened in one that counts how often it is asked.

import { KeyRing } from '../../src/protocol/sealing.ts';
import { INITIAL_STATE, type SessionState, type SessionStore } from '../../src/session/session-store.ts';
import { Session } from '../../src/session/sessions.ts';

export const testRing = new KeyRing([new Uint8Array(32).fill(1)]);

export function aSession(
  id = 'session1',
  protocolVersion: Session['facts']['protocolVersion'] = '2025-11-25',
): Session {
  const client = { info: undefined, capabilities: {} };
  const facts = { id, protocolVersion, client, principalHash: '', issuedAtMs: 0 };
  return new Session(facts, `handle-of-${id}`, INITIAL_STATE, 0);
}

/** Passes everything on and notes which methods were called. */
export class CountingStore implements SessionStore {
  readonly asked: string[] = [];
  readonly #inner: SessionStore;

  constructor(inner: SessionStore) {
    this.#inner = inner;
  }

  create(id: string, ttlMs: number): void | Promise<void> {
    this.asked.push('create');
    return this.#inner.create(id, ttlMs);
  }

  touch(id: string, issuedAtMs: number, ttlMs: number): ReturnType<SessionStore['touch']> {
    this.asked.push('touch');
    return this.#inner.touch(id, issuedAtMs, ttlMs);
  }

  save(id: string, state: SessionState, ttlMs: number): void | Promise<void> {
    this.asked.push('save');
    return this.#inner.save(id, state, ttlMs);
  }

  end(id: string, issuedAtMs: number, rememberMs: number): void | Promise<void> {
    this.asked.push('end');
    return this.#inner.end(id, issuedAtMs, rememberMs);
  }
}

/** A store that is far away: everything answers later. */
export function laterStore(inner: SessionStore): SessionStore {
  return {
    create: async (id, ttlMs) => inner.create(id, ttlMs),
    touch: async (id, issuedAtMs, ttlMs) => inner.touch(id, issuedAtMs, ttlMs),
    save: async (id, state, ttlMs) => inner.save(id, state, ttlMs),
    end: async (id, issuedAtMs, rememberMs) => inner.end(id, issuedAtMs, rememberMs),
  };
}
