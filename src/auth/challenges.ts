// What is said to a client that may not do what it asked for: the error, and the WWW-Authenticate header from which it
// learns what to do about it.
// Sources: RFC 6750 section 3; RFC 9728 section 5.1; 2026-07-28 basic/authorization, "Error Handling".

import { FleetError } from '../protocol/errors.ts';
import type { ProtectedResource } from './protected-resource.ts';

export interface ChallengesOptions {
  readonly resource: ProtectedResource;
  /** Scopes to ask for at first. */
  readonly requiredScopes: readonly string[];
  /** The header that carries credentials; undefined: `Authorization: Bearer`. */
  readonly header: string | undefined;
}

export class Challenges {
  readonly #options: ChallengesOptions;

  constructor(options: ChallengesOptions) {
    this.#options = options;
  }

  /** Nothing was shown that could be checked. */
  missing(host: string | undefined): FleetError {
    const { header, requiredScopes } = this.#options;
    const what = header === undefined ? 'Authorization: Bearer <token>' : header;
    return this.#unauthorized(`Unauthorized: the header ${what} is missing.`, host, {
      scope: requiredScopes.join(' '),
    });
  }

  /** @param problem why it is refused; plain ASCII without quotes or backslashes */
  invalid(problem: string, host: string | undefined): FleetError {
    return this.#unauthorized(`Unauthorized: ${problem}`, host, {
      error: 'invalid_token',
      error_description: problem,
      scope: this.#options.requiredScopes.join(' '),
    });
  }

  /** @param needed all scopes of the request, also those that the principal has: clients ask for what they are told */
  insufficientScope(needed: readonly string[], host: string | undefined): FleetError {
    const scope = needed.join(' ');
    const headers = this.#headers(host, { error: 'insufficient_scope', scope });
    return new FleetError('INSUFFICIENT_SCOPE', `Insufficient scope: this needs "${scope}".`, {
      data: { requiredScopes: needed },
      headers,
    });
  }

  #unauthorized(message: string, host: string | undefined, params: Record<string, string>): FleetError {
    return new FleetError('UNAUTHORIZED', message, { headers: this.#headers(host, params) });
  }

  #headers(host: string | undefined, params: Record<string, string>): Record<string, string> {
    const { header, resource } = this.#options;
    // There is no registered scheme for keys in headers of their own, but a 401 needs a challenge (RFC 9110, 15.5.2).
    const scheme = header === undefined ? 'Bearer' : 'ApiKey';
    const all = { ...params, header: header ?? '', resource_metadata: resource.metadataUrl(host) ?? '' };
    const list = Object.entries(all).filter(([, value]) => value !== '');
    const text = list.map(([name, value]) => `${name}="${value}"`).join(', ');
    return { 'WWW-Authenticate': text === '' ? scheme : `${scheme} ${text}` };
  }
}
