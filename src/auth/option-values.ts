// Reads the values of authentication options. A mistake here would leave a door open or shut for good, so every value
// is checked when the node is made, and a key that does not exist is an error rather than ignored.

import { isSecure } from './secure-url.ts';

/** @throws TypeError naming the key that does not exist. */
export function checkKeys(where: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new TypeError(`${where} has no option "${unknown}" of this kind; it has ${known.join(', ')}.`);
}

/** One string or several, none of them empty. */
export function readStrings(name: string, value: string | readonly string[]): readonly string[] {
  const list: unknown = typeof value === 'string' ? [value] : value;
  if (Array.isArray(list) && list.every((one) => typeof one === 'string' && one !== '')) return [...list];
  throw new TypeError(`${name} must be a string or an array of strings, none of them empty.`);
}

export function readOneOf(
  name: string,
  values: readonly string[],
  allowed: readonly string[],
): readonly string[] {
  const list = readStrings(name, values);
  const wrong = list.find((one) => !allowed.includes(one));
  if (wrong === undefined && list.length > 0) return list;
  throw new TypeError(`${name} may list ${allowed.join(', ')}: "${wrong ?? ''}".`);
}

/** Scopes by name. A scope goes into a header and between spaces, so its characters are limited (RFC 6749, 3.3). */
export function readScopeLists(
  name: string,
  lists: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(lists).map(([key, scopes]) => [key, readScopes(`${name}["${key}"]`, scopes)]),
  );
}

export function readScopes(name: string, scopes: string | readonly string[]): readonly string[] {
  const list = readStrings(name, scopes);
  const wrong = list.find((scope) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope));
  if (wrong === undefined) return list;
  throw new TypeError(`${name} has a scope with a space, a quote or the like: "${wrong}".`);
}

/** An absolute URL without fragment; over TLS, except to this very machine. */
export function readUrl(name: string, value: string | URL): URL {
  if (!URL.canParse(String(value))) throw new TypeError(`${name} must be an absolute URL: "${value}".`);
  const url = new URL(value);
  if (url.username !== '' || url.password !== '')
    throw new TypeError(`${name} must not have a user name or a password in it.`);
  if (url.hash !== '') throw new TypeError(`${name} must not have a fragment: "${value}".`);
  if (isSecure(url)) return url;
  throw new TypeError(`${name} must be an https: URL (http: only on loopback): "${value}".`);
}

/** A URL that names something: well-known paths are made from it, so it has no query (RFC 8414 and RFC 9728). */
export function readIdentifier(name: string, value: string | URL): URL {
  const url = readUrl(name, value);
  if (url.search === '') return url;
  throw new TypeError(`${name} must not have a query: "${value}".`);
}
