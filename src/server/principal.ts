// Who sends a request: what authentication found out, and the part of it that handlers get to see.

import type { JsonObject } from '../protocol/mcp.ts';

/** One of them is shared by all requests that a credential makes, so none of it may be changed. */
export interface Principal {
  /** Unique among all who may call. Sessions, request states and limits are bound to it, never to a credential. */
  readonly id: string;
  /** What the principal may do, with everything that this implies. */
  readonly scopes: readonly string[];
  /** When the credential stops being accepted, in milliseconds since the epoch; undefined: not by itself. */
  readonly expiresAtMs?: number | undefined;
  /** The OAuth client that acts for the principal. */
  readonly clientId?: string | undefined;
  /** What the credential says beside this. */
  readonly claims?: JsonObject | undefined;
}

/** What handlers know of a credential: the official SDK's shape, without the token. */
export interface AuthInfo {
  readonly clientId?: string;
  readonly scopes: readonly string[];
  /** Seconds since the epoch after which the credential is no longer accepted. */
  readonly expiresAt?: number;
  /** The credential's claims. */
  readonly extra?: JsonObject;
}

export function authInfoOf({ clientId, scopes, expiresAtMs, claims }: Principal): AuthInfo {
  return {
    scopes,
    ...(clientId !== undefined && { clientId }),
    ...(expiresAtMs !== undefined && { expiresAt: Math.floor(expiresAtMs / 1000) }),
    ...(claims !== undefined && { extra: claims }),
  };
}
