// How a node finds out who calls it: what an operator may say, and the checked and filled form that the code behind
// takes. There are two ways: access tokens of an OAuth authorization server, or a function of the operator's own.

import type { HttpFacts } from '../server/call.ts';
import type { Principal } from '../server/principal.ts';
import {
  checkKeys,
  readIdentifier,
  readOneOf,
  readScopeLists,
  readScopes,
  readStrings,
  readUrl,
} from './option-values.ts';

export type AuthOptions = TokenAuthOptions | VerifyAuthOptions;

/** What both ways share. */
export interface AccessOptions {
  /**
   * URL of the MCP endpoint as clients reach it, e.g. `https://mcp.example.com/mcp`. Clients ask for tokens under this
   * name and find the metadata from it. @defaultValue when the node listens on loopback, the URL that a request was
   * sent to; elsewhere the option is required
   */
  resource?: string | URL;
  /** Scopes that every request needs. Without them: 403 INSUFFICIENT_SCOPE, naming them. @defaultValue none */
  requiredScopes?: readonly string[];
  /**
   * Scopes that calls of tools need on top, by tool name; `*` in a name stands for any characters. All that matches a
   * tool counts. Lists show all tools: a client has to see a tool in order to ask for the scopes. @defaultValue none
   */
  toolScopes?: Readonly<Record<string, readonly string[]>>;
  /** Scopes that a broader one includes, e.g. `{ admin: ['files:write'] }`; chains are followed. @defaultValue none */
  impliedScopes?: Readonly<Record<string, readonly string[]>>;
  /**
   * Scopes that clients should ask for at first. `offline_access` does not belong here: it is the client's business.
   * @defaultValue `requiredScopes`
   */
  scopesSupported?: readonly string[];
}

/** The node is an OAuth 2.1 resource server: it takes JWT access tokens (RFC 9068) of these authorization servers. */
export interface TokenAuthOptions extends AccessOptions {
  /** Issuer identifier, exactly as tokens and metadata have it; `http:` only on loopback. */
  issuer: string | readonly string[];
  /** What a token must be issued for: one of these must be in `aud`. Usually the same as `resource`. */
  audience: string | readonly string[];
  /** Where the issuer's keys are. @defaultValue what the issuer's metadata says (RFC 8414, OpenID Connect Discovery) */
  jwksUri?: string | URL;
  /** Signing algorithms, all asymmetric. @defaultValue RS, PS and ES with 256 to 512 bits, EdDSA, Ed25519 */
  algorithms?: readonly string[];
  /** Milliseconds that the clocks of issuer and node may differ. @defaultValue 30000 */
  clockSkewMs?: number;
  /** Claim that names the principal within its issuer. @defaultValue 'sub' */
  principalClaim?: string;
}

/** What a verify function says of a credential that it accepts. */
export type VerifiedPrincipal = Pick<Principal, 'id'> & Partial<Principal>;

/**
 * Says whose credential this is; undefined when it is nobody's. Throw when it cannot be told: the client is then
 * asked to try again (503). The answer is kept for `cacheMs`, so it must follow from the credential alone.
 */
export type VerifyCredential = (
  credential: string,
  http: HttpFacts,
) => VerifiedPrincipal | undefined | Promise<VerifiedPrincipal | undefined>;

/** The node asks the operator's code: API keys, opaque tokens. */
export interface VerifyAuthOptions extends AccessOptions {
  verify: VerifyCredential;
  /** Header that carries the credential alone, e.g. `X-API-Key`. @defaultValue `Authorization: Bearer <credential>` */
  header?: string;
  /**
   * Milliseconds for which an accepted credential is not asked about again; 0: it is asked about with every request.
   * @defaultValue 60000
   */
  cacheMs?: number;
  /** Authorization servers to name to clients, when the credentials are opaque access tokens. @defaultValue none */
  issuer?: string | readonly string[];
}

interface FilledAccess {
  readonly resource: URL | undefined;
  readonly issuers: readonly string[];
  readonly requiredScopes: readonly string[];
  readonly toolScopes: ReadonlyMap<string, readonly string[]>;
  readonly impliedScopes: ReadonlyMap<string, readonly string[]>;
  readonly scopesSupported: readonly string[];
}

export interface FilledTokenAuth extends FilledAccess {
  readonly kind: 'token';
  readonly audiences: readonly string[];
  readonly jwksUri: URL | undefined;
  readonly algorithms: readonly string[];
  readonly clockSkewMs: number;
  readonly principalClaim: string;
}

export interface FilledVerifyAuth extends FilledAccess {
  readonly kind: 'verify';
  readonly verify: VerifyCredential;
  /** In lower case; undefined: `Authorization: Bearer`. */
  readonly header: string | undefined;
  readonly cacheMs: number;
}

export type FilledAuth = FilledTokenAuth | FilledVerifyAuth;

const ACCESS_KEYS = [
  'resource',
  'requiredScopes',
  'toolScopes',
  'impliedScopes',
  'scopesSupported',
  'issuer',
];
const TOKEN_KEYS = ['audience', 'jwksUri', 'algorithms', 'clockSkewMs', 'principalClaim'];
const VERIFY_KEYS = ['verify', 'header', 'cacheMs'];

/** Signatures that only the issuer can make. With a shared secret, whoever can check a token could also make one. */
export const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');
const HOUR_MS = 3_600_000;

export const AUTH_BOUNDS = {
  clockSkewMs: { fallback: 30_000, least: 0, greatest: HOUR_MS },
  cacheMs: { fallback: 60_000, least: 0, greatest: 24 * HOUR_MS },
} as const;

/** @throws TypeError or RangeError naming the option and what is allowed. */
export function fillAuthOptions(options: AuthOptions): FilledAuth {
  if ('verify' in options) return fillVerify(options);
  if ('issuer' in options && 'audience' in options) return fillToken(options);
  throw new TypeError('auth needs either "issuer" and "audience", or "verify".');
}

function fillToken(options: TokenAuthOptions): FilledTokenAuth {
  checkKeys('auth', options, [...ACCESS_KEYS, ...TOKEN_KEYS]);
  const { jwksUri, algorithms = ALGORITHMS, principalClaim = 'sub' } = options;
  const access = fillAccess(options);
  if (access.issuers.length === 0) throw new TypeError('auth.issuer names no issuer.');
  if (jwksUri !== undefined && access.issuers.length > 1) {
    throw new TypeError(
      'auth.jwksUri belongs to one issuer; leave it out to have the keys of each discovered.',
    );
  }
  const audiences = readStrings('auth.audience', options.audience);
  if (audiences.length === 0) throw new TypeError('auth.audience names no audience.');
  if (typeof principalClaim !== 'string' || principalClaim === '') {
    throw new TypeError('auth.principalClaim must be the name of a claim.');
  }
  return {
    ...access,
    kind: 'token',
    audiences,
    jwksUri: jwksUri === undefined ? undefined : readUrl('auth.jwksUri', jwksUri),
    algorithms: readOneOf('auth.algorithms', algorithms, ALGORITHMS),
    clockSkewMs: readMs('clockSkewMs', options.clockSkewMs),
    principalClaim,
  };
}

function fillVerify(options: VerifyAuthOptions): FilledVerifyAuth {
  checkKeys('auth', options, [...ACCESS_KEYS, ...VERIFY_KEYS]);
  const { verify, header } = options;
  if (typeof verify !== 'function') throw new TypeError('auth.verify must be a function.');
  if (header !== undefined && !/^[\w-]{1,64}$/.test(header)) {
    throw new TypeError(`auth.header must be the name of a header: "${header}".`);
  }
  if (header?.toLowerCase() === 'authorization') {
    throw new TypeError(
      'auth.header is not needed for Authorization: a Bearer credential is read without it.',
    );
  }
  return {
    ...fillAccess(options),
    kind: 'verify',
    verify,
    header: header?.toLowerCase(),
    cacheMs: readMs('cacheMs', options.cacheMs),
  };
}

function fillAccess(options: AccessOptions & { issuer?: string | readonly string[] }): FilledAccess {
  const { resource, issuer = [], requiredScopes = [], toolScopes, impliedScopes } = options;
  const required = readScopes('auth.requiredScopes', requiredScopes);
  const issuers = readStrings('auth.issuer', issuer);
  for (const one of issuers) readIdentifier('auth.issuer', one);
  return {
    resource: resource === undefined ? undefined : readIdentifier('auth.resource', resource),
    issuers,
    requiredScopes: required,
    toolScopes: readScopeLists('auth.toolScopes', toolScopes ?? {}),
    impliedScopes: readScopeLists('auth.impliedScopes', impliedScopes ?? {}),
    scopesSupported: readScopes('auth.scopesSupported', options.scopesSupported ?? required),
  };
}

function readMs(name: keyof typeof AUTH_BOUNDS, value: number | undefined): number {
  const { fallback, least, greatest } = AUTH_BOUNDS[name];
  if (value === undefined) return fallback;
  if (Number.isInteger(value) && value >= least && value <= greatest) return value;
  throw new RangeError(`auth.${name} must be an integer from ${least} to ${greatest}: ${value}.`);
}
