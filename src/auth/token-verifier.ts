// Verifies access tokens in JWT form: who signed them, for whom, until when.
// Sources: RFC 9068 section 4; RFC 8725; 2026-07-28 basic/authorization, "Token Handling".

import { decodeJwt, errors, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose';
import type { FilledTokenAuth, VerifiedPrincipal } from './auth-options.ts';
import { type CredentialVerifier, InvalidCredential } from './credential.ts';
import type { IssuerKeys } from './issuer-keys.ts';

export interface TokenVerifierOptions {
  readonly auth: FilledTokenAuth;
  /** By issuer. */
  readonly keys: ReadonlyMap<string, IssuerKeys>;
  readonly now: () => number;
}

/**
 * Types of a token that may be an access token. Many issuers say just `JWT`, or nothing; what says that it is something
 * else (`logout+jwt`, `dpop+jwt`, ...) is not taken for one.
 */
const TOKEN_TYPES: readonly (string | undefined)[] = ['at+jwt', 'application/at+jwt', 'jwt', undefined];

export class TokenVerifier implements CredentialVerifier {
  /** Together with the age of keys, how long a token lives on whose key was withdrawn. */
  readonly trustMs = 600_000;
  readonly #options: TokenVerifierOptions;

  constructor(options: TokenVerifierOptions) {
    this.#options = options;
  }

  async verify(token: string): Promise<VerifiedPrincipal> {
    const issuer = readIssuer(token);
    const { auth, keys, now } = this.#options;
    const ofIssuer = keys.get(issuer);
    if (ofIssuer === undefined) throw new InvalidCredential('The token is from another issuer.');
    try {
      const verified = await jwtVerify(token, ofIssuer.forToken, {
        issuer,
        audience: [...auth.audiences],
        algorithms: [...auth.algorithms],
        clockTolerance: auth.clockSkewMs / 1000,
        currentDate: new Date(now()),
        requiredClaims: ['exp', auth.principalClaim],
      });
      return toPrincipal(verified, auth);
    } catch (error) {
      throw error instanceof errors.JOSEError ? new InvalidCredential(explain(error)) : error;
    }
  }
}

/** Read before it is verified, only to choose the keys to verify with. */
function readIssuer(token: string): string {
  let payload: JWTPayload;
  try {
    payload = decodeJwt(token);
  } catch {
    throw new InvalidCredential('The token is not a JWT.');
  }
  return typeof payload.iss === 'string' ? payload.iss : '';
}

function toPrincipal(
  { payload, protectedHeader }: JWTVerifyResult,
  { principalClaim, clockSkewMs }: FilledTokenAuth,
): VerifiedPrincipal {
  if (!TOKEN_TYPES.includes(protectedHeader.typ?.toLowerCase())) {
    throw new InvalidCredential('The token is not an access token.');
  }
  // Bound to a key that the sender would have to prove, which is not checked here (RFC 7800, RFC 9449).
  if (payload['cnf'] !== undefined) {
    throw new InvalidCredential('The token is bound to a key of its sender; send a plain bearer token.');
  }
  const name = payload[principalClaim];
  if (typeof name !== 'string' || name === '') {
    throw new InvalidCredential('The token does not name its principal.');
  }
  const clientId = payload['client_id'] ?? payload['azp'];
  return {
    // An issuer has no fragment, so no two pairs of issuer and name make the same id.
    id: `${payload.iss}#${name}`,
    scopes: readScopeClaim(payload),
    expiresAtMs: (payload.exp as number) * 1000 + clockSkewMs,
    claims: payload,
    ...(typeof clientId === 'string' && { clientId }),
  };
}

/** `scope` is the standard one (RFC 8693, 4.2); `scp` is what Entra ID and Okta send. Text or array, as it comes. */
function readScopeClaim(payload: JWTPayload): readonly string[] {
  const claim = payload['scope'] ?? payload['scp'];
  const list: unknown = typeof claim === 'string' ? claim.split(' ') : claim;
  if (!Array.isArray(list)) return [];
  return list.filter((scope): scope is string => typeof scope === 'string' && scope !== '');
}

const CLAIM_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['aud', 'The token is for another audience.'],
  ['exp', 'The token says nothing of its expiry.'],
  ['nbf', 'The token is not valid yet.'],
]);

/** In words that a client's developer can act on. */
function explain(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return CLAIM_PROBLEMS.get(error.claim) ?? 'A claim of the token is missing or wrong.';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature does not match.';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The signing algorithm is not allowed.';
  if (error instanceof errors.JWKSNoMatchingKey) return 'The signing key is not one of the issuer.';
  return 'The token is not a JWT that can be verified.';
}
