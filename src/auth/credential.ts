// What a request shows to say who it is from, and what becomes of it: a principal, or a refusal that says why.

import type { WireHeaders } from '../protocol/headers.ts';
import type { HttpFacts } from '../server/call.ts';
import type { VerifiedPrincipal } from './auth-options.ts';

/** A request as authentication sees it, secrets included. */
export interface CredentialedRequest extends HttpFacts {
  readonly wire: WireHeaders;
  /**
   * Any header as it was sent; name in lower case.
   * @throws FleetError INVALID_REQUEST when it was sent twice
   */
  secretHeader(name: string): string | undefined;
}

/** Decides about credentials. */
export interface CredentialVerifier {
  /**
   * @throws InvalidCredential when it is not valid here
   * @throws FleetError AUTH_UNAVAILABLE when that cannot be told now
   */
  verify(credential: string, http: HttpFacts): Promise<VerifiedPrincipal>;
  /** Milliseconds for which an accepted credential need not be verified again; it may expire before. */
  readonly trustMs: number;
}

/** The credential is not valid here. The message goes to the client: it must not repeat what the client sent. */
export class InvalidCredential extends Error {
  override readonly name = 'InvalidCredential';
}

/** Longer ones are refused unseen; V8 compares strings longer than 16383 characters by length only when hashing. */
const MAX_CREDENTIAL_CHARS = 16_000;
/** RFC 6750 section 2.1. */
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/i;
/** Visible ASCII. */
const OPAQUE = /^[\x21-\x7e]+$/;

/**
 * The credential in an `Authorization` header; undefined when the header is of another scheme.
 * @throws InvalidCredential
 */
export function readBearer(authorization: string): string | undefined {
  if (!/^Bearer(?: |$)/i.test(authorization)) return undefined;
  const token = authorization.length > MAX_CREDENTIAL_CHARS ? undefined : BEARER.exec(authorization)?.[1];
  if (token === undefined) throw new InvalidCredential('The Authorization header is malformed.');
  return token;
}

/** The credential in a header of its own. @throws InvalidCredential */
export function readOpaque(value: string): string {
  if (value.length <= MAX_CREDENTIAL_CHARS && OPAQUE.test(value)) return value;
  throw new InvalidCredential('The credential is malformed.');
}
