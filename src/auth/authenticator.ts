// Finds out who sends a request. A credential that was seen lately is answered from memory, at once; a new one is
// verified, once for all requests that bring it meanwhile.

import { inspect } from 'node:util';
import { FleetError } from '../protocol/errors.ts';
import type { Principal } from '../server/principal.ts';
import type { VerifiedPrincipal } from './auth-options.ts';
import type { Challenges } from './challenges.ts';
import {
  type CredentialedRequest,
  type CredentialVerifier,
  InvalidCredential,
  readBearer,
  readOpaque,
} from './credential.ts';
import { CredentialCache } from './credential-cache.ts';
import type { ScopeRules } from './scope-rules.ts';

export interface AuthenticatorOptions {
  readonly verifier: CredentialVerifier;
  readonly scopes: ScopeRules;
  readonly challenges: Challenges;
  /** Header that carries the credential alone, in lower case; undefined: `Authorization: Bearer`. */
  readonly header: string | undefined;
  readonly now: () => number;
  /** Logs an unexpected error and returns the reference under which it is found. */
  readonly report: (error: unknown, what: string) => string;
}

const ACCEPTED = { maxEntries: 10_000, maxChars: 16_777_216 };
/** Apart from the accepted ones, so that a flood of wrong credentials does not push out the right ones. */
const REFUSED = { maxEntries: 2000, maxChars: 2_097_152 };
/** Milliseconds for which a wrong credential is refused unseen. It may become valid: a new key, a clock. */
const REFUSED_MS = 5000;
/** Milliseconds before it is tried again to check what could not be checked. */
const UNDECIDED_MS = 1000;
/** Credentials in verification; a further one is told to come back. */
const MAX_VERIFYING = 1000;

export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #accepted = new CredentialCache<Principal>(ACCEPTED);
  readonly #refused = new CredentialCache<Error>(REFUSED);
  readonly #verifying = new Map<string, Promise<Principal>>();
  #verifications = 0;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  /**
   * The principal of a request, at once when its credential is known.
   * @throws FleetError UNAUTHORIZED, AUTH_UNAVAILABLE, OVERLOADED or INVALID_REQUEST; or rejects with one
   */
  authenticate(request: CredentialedRequest): Principal | Promise<Principal> {
    const { header, now, challenges } = this.#options;
    const sent = header === undefined ? request.wire.authorization : request.secretHeader(header);
    if (sent === undefined || sent === '') throw challenges.missing(request.wire.host);
    const nowMs = now();
    return this.#accepted.get(sent, nowMs) ?? this.#verify(sent, request, nowMs);
  }

  #verify(sent: string, request: CredentialedRequest, nowMs: number): Promise<Principal> {
    const { host } = request.wire;
    try {
      const refusal = this.#refused.get(sent, nowMs);
      if (refusal !== undefined) throw refusal;
      const principal = this.#verifying.get(sent) ?? this.#start(sent, request);
      return principal.catch((error) => {
        throw this.#refusal(error, host);
      });
    } catch (error) {
      throw this.#refusal(error, host);
    }
  }

  #start(sent: string, request: CredentialedRequest): Promise<Principal> {
    const { header, verifier, challenges } = this.#options;
    const credential = header === undefined ? readBearer(sent) : readOpaque(sent);
    if (credential === undefined) throw challenges.missing(request.wire.host);
    if (this.#verifications >= MAX_VERIFYING) throw tooManyVerifications();
    this.#verifications++;
    const { headers, remoteAddress } = request;
    const principal = verifier
      .verify(credential, { headers, remoteAddress })
      .then((verified) => this.#accept(sent, verified))
      .catch((error) => this.#refuse(sent, credential, error))
      .finally(() => {
        this.#verifications--;
        this.#verifying.delete(sent);
      });
    // What is to be asked about each time is not shared either.
    if (verifier.trustMs > 0) this.#verifying.set(sent, principal);
    return principal;
  }

  #accept(sent: string, verified: VerifiedPrincipal): Principal {
    const { now, scopes, verifier } = this.#options;
    const { expiresAtMs = Number.POSITIVE_INFINITY } = verified;
    const nowMs = now();
    if (expiresAtMs <= nowMs) throw new InvalidCredential('The credential has expired.');
    const principal = Object.freeze({ ...verified, scopes: scopes.expand(verified.scopes ?? []) });
    if (verifier.trustMs > 0) {
      this.#accepted.set(sent, principal, Math.min(expiresAtMs, nowMs + verifier.trustMs));
    }
    return principal;
  }

  #refuse(sent: string, credential: string, error: unknown): never {
    const { now, verifier } = this.#options;
    const reason =
      error instanceof InvalidCredential || error instanceof FleetError
        ? error
        : this.#undecided(error, credential);
    if (verifier.trustMs > 0) {
      const forMs = reason instanceof InvalidCredential ? REFUSED_MS : UNDECIDED_MS;
      this.#refused.set(sent, reason, now() + forMs);
    }
    throw reason;
  }

  #undecided(error: unknown, credential: string): FleetError {
    // What the operator's code throws may hold the request that it made.
    const tells = inspect(error, { depth: 8 }).includes(credential);
    const shown = tells ? new Error('The error is not shown: it repeats the credential.') : error;
    const reference = this.#options.report(shown, 'Verifying a credential');
    return new FleetError(
      'AUTH_UNAVAILABLE',
      `The credential cannot be checked now (reference ${reference}); try again.`,
      { retryAfterMs: UNDECIDED_MS },
    );
  }

  #refusal(error: unknown, host: string | undefined): unknown {
    return error instanceof InvalidCredential ? this.#options.challenges.invalid(error.message, host) : error;
  }
}

function tooManyVerifications(): FleetError {
  return new FleetError('OVERLOADED', `This node is verifying ${MAX_VERIFYING} credentials already.`, {
    retryAfterMs: UNDECIDED_MS,
  });
}
