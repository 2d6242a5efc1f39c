// The signing keys of one issuer: fetched once, renewed now and then and when a token names a key that is not among
// them, and kept when the issuer cannot be reached. jose's own remote set drops its keys when a renewal fails and
// asks a dead issuer anew for every token, so only its lookup of a key in a set is used here.

import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { FleetError } from '../protocol/errors.ts';
import { discoverJwksUri } from './discovery.ts';
import { type Fetch, fetchJson } from './fetch-json.ts';

export interface IssuerKeysOptions {
  readonly issuer: string;
  /** Undefined: discovered from the issuer's metadata. */
  readonly jwksUri: URL | undefined;
  readonly fetch: Fetch;
  readonly now: () => number;
  /** Told each time that keys could not be fetched. */
  readonly onFailure: (issuer: string, error: unknown) => void;
}

interface KeySet {
  readonly find: JWTVerifyGetKey;
  readonly fetchedAtMs: number;
}

/** Keys older than this are renewed before they are used again: how long a withdrawn key may live on. */
const RENEW_AFTER_MS = 600_000;
/** Keys that cannot be renewed are used no longer than this. */
const MAX_AGE_MS = 24 * 3_600_000;
/** Milliseconds between two fetches that unknown keys ask for, and after a fetch that failed. */
const COOLDOWN_MS = 10_000;

export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  #jwksUri: URL | undefined;
  #keys: KeySet | undefined;
  #fetching: Promise<KeySet | undefined> | undefined;
  #failedAtMs = Number.NEGATIVE_INFINITY;
  #missedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  /**
   * The key for a token, as jose asks for it.
   * @throws FleetError AUTH_UNAVAILABLE when it cannot be told whether there is one
   * @throws errors.JWKSNoMatchingKey when there is none
   */
  readonly forToken: JWTVerifyGetKey = async (header, token) => {
    const before = this.#keys;
    const keys = await this.#current();
    try {
      return await keys.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || keys !== before) throw error;
      const newer = await this.#afterMiss();
      if (newer === undefined) throw error;
      return newer.find(header, token);
    }
  };

  async #current(): Promise<KeySet> {
    const { now } = this.#options;
    const known = this.#keys;
    if (known !== undefined && now() - known.fetchedAtMs < RENEW_AFTER_MS) return known;
    const fetched = this.#coolingDown(this.#failedAtMs) ? undefined : await this.#fetch();
    const keys = fetched ?? known;
    if (keys === undefined || now() - keys.fetchedAtMs >= MAX_AGE_MS) throw this.#unavailable();
    return keys;
  }

  /** The issuer may have a new key. Anybody can name one that does not exist, so it is not asked each time. */
  async #afterMiss(): Promise<KeySet | undefined> {
    if (this.#fetching === undefined && this.#coolingDown(this.#missedAtMs)) {
      if (this.#failedAtMs >= this.#missedAtMs) throw this.#unavailable();
      return undefined;
    }
    this.#missedAtMs = this.#options.now();
    const fetched = await this.#fetch();
    if (fetched === undefined) throw this.#unavailable();
    return fetched;
  }

  #coolingDown(sinceMs: number): boolean {
    return this.#options.now() - sinceMs < COOLDOWN_MS;
  }

  /** Undefined when it failed. Whoever asks meanwhile waits for the same fetch. */
  #fetch(): Promise<KeySet | undefined> {
    this.#fetching ??= this.#load().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #load(): Promise<KeySet | undefined> {
    const { issuer, jwksUri, fetch, now, onFailure } = this.#options;
    try {
      this.#jwksUri ??= jwksUri ?? (await discoverJwksUri(issuer, fetch));
      const find = createLocalJWKSet((await fetchJson(this.#jwksUri, fetch)) as JSONWebKeySet);
      this.#keys = { find, fetchedAtMs: now() };
      return this.#keys;
    } catch (error) {
      this.#failedAtMs = now();
      // It may have moved.
      this.#jwksUri = undefined;
      onFailure(issuer, error);
      return undefined;
    }
  }

  #unavailable(): FleetError {
    const waitMs = this.#failedAtMs + COOLDOWN_MS - this.#options.now();
    return new FleetError(
      'AUTH_UNAVAILABLE',
      'The token cannot be checked now, because the keys of its issuer cannot be fetched; try again.',
      { retryAfterMs: Math.max(1000, waitMs) },
    );
  }
}
