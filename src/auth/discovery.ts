// Finds out where an authorization server keeps its signing keys, from the metadata that it publishes.
// Sources: RFC 8414 sections 3.1 and 3.3; OpenID Connect Discovery 1.0 section 4; 2026-07-28
// basic/authorization/authorization-server-discovery, "Authorization Server Metadata Discovery".

import { isObject } from '../protocol/json-rpc.ts';
import { type Fetch, fetchJson, NotFetched } from './fetch-json.ts';
import { isSecure } from './secure-url.ts';

/** Where metadata of an issuer may be, in the order in which to look. */
export function metadataUrls(issuer: string): readonly URL[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  const urls = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    ...(path === '' ? [] : [`${origin}${path}/.well-known/openid-configuration`]),
  ];
  return urls.map((url) => new URL(url));
}

/**
 * The `jwks_uri` of an issuer.
 * @throws NotFetched when its metadata is nowhere, is another issuer's, or names no trustworthy place
 * @throws Error when the issuer cannot be reached
 */
export async function discoverJwksUri(issuer: string, fetch: Fetch): Promise<URL> {
  let problem = new NotFetched(`The issuer ${issuer} publishes no metadata.`);
  for (const url of metadataUrls(issuer)) {
    try {
      return readJwksUri(await fetchJson(url, fetch), issuer, url);
    } catch (error) {
      if (!(error instanceof NotFetched)) throw error;
      problem = error;
    }
  }
  throw problem;
}

function readJwksUri(metadata: unknown, issuer: string, source: URL): URL {
  // Compared as strings: whoever serves metadata for another issuer must not be believed (RFC 8414, 3.3).
  if (!isObject(metadata) || metadata['issuer'] !== issuer) {
    throw new NotFetched(`The metadata at ${source} is not that of the issuer ${issuer}.`);
  }
  const uri = metadata['jwks_uri'];
  const url = typeof uri === 'string' && URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined || !isSecure(url) || (url.protocol === 'http:' && source.protocol === 'https:')) {
    throw new NotFetched(`The metadata at ${source} names no "jwks_uri" that can be trusted.`);
  }
  return url;
}
