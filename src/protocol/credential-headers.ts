// Headers that carry credentials: read once, by what authenticates, and kept from everybody after it.

import { FleetError } from './errors.ts';

/**
 * The value of one header in a raw list (name, value, name, value, ...).
 * @param name in lower case
 * @throws FleetError INVALID_REQUEST when it was sent twice: which one counts must not be up to a proxy on the way.
 */
export function readRawHeader(raw: readonly string[], name: string): string | undefined {
  let value: string | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const candidate = raw[i] as string;
    if (candidate.length !== name.length || candidate.toLowerCase() !== name) continue;
    if (value !== undefined) {
      throw new FleetError(
        'INVALID_REQUEST',
        `Invalid request: the header "${name}" was sent more than once.`,
      );
    }
    value = raw[i + 1];
  }
  return value;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * The headers without those that carry credentials, for handlers and logs.
 * Source: 2026-07-28 basic/authorization, "Token Handling": a server must not pass a client's token on.
 * @param secretHeader a further one, in lower case
 */
export function withoutCredentials(headers: Headers, secretHeader?: string): Headers {
  const { authorization: _, 'proxy-authorization': __, ...rest } = headers;
  if (secretHeader !== undefined) delete (rest as Record<string, unknown>)[secretHeader];
  return rest;
}
