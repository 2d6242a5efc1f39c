// Tells credentials apart by what they allow. A token that was merely renewed is the same.

import type { AuthInfo } from '../../server/principal.ts';

/** Claims that name a token rather than its holder (RFC 7519, section 4.1). */
const OF_THE_TOKEN = ['exp', 'iat', 'nbf', 'jti'];

export function credentialKey(authInfo: AuthInfo | undefined): string {
  if (authInfo === undefined) return '';
  const { clientId, scopes, extra = {} } = authInfo;
  const claims = Object.entries(extra).filter(([name]) => !OF_THE_TOKEN.includes(name));
  return JSON.stringify([clientId, scopes, claims]);
}
