// Verifies credentials by asking the operator's own function: API keys, opaque tokens.

import type { HttpFacts } from '../server/call.ts';
import type { FilledVerifyAuth, VerifiedPrincipal } from './auth-options.ts';
import { type CredentialVerifier, InvalidCredential } from './credential.ts';

export class FunctionVerifier implements CredentialVerifier {
  readonly trustMs: number;
  readonly #ask: FilledVerifyAuth['verify'];

  constructor({ verify, cacheMs }: FilledVerifyAuth) {
    this.#ask = verify;
    this.trustMs = cacheMs;
  }

  async verify(credential: string, http: HttpFacts): Promise<VerifiedPrincipal> {
    const principal = await this.#ask(credential, http);
    if (principal === undefined) throw new InvalidCredential('The credential is not valid.');
    const { id, scopes = [], expiresAtMs } = principal;
    if (typeof id !== 'string' || id === '') {
      throw new TypeError('auth.verify must return a principal with an "id", or undefined.');
    }
    if (!Array.isArray(scopes)) throw new TypeError('auth.verify returned "scopes" that are no array.');
    if (expiresAtMs !== undefined && !Number.isFinite(expiresAtMs)) {
      throw new TypeError('auth.verify returned an "expiresAtMs" that is no number.');
    }
    return principal;
  }
}
