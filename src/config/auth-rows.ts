// The table's rows for authentication. What they take is checked by the domain's own readers.

import {
  ALGORITHMS,
  AUTH_BOUNDS,
  type TokenAuthOptions,
  type VerifyAuthOptions,
} from '../auth/auth-options.ts';
import { readIdentifier, readOneOf, readScopes, readStrings, readUrl } from '../auth/option-values.ts';
import { code, duration, list, matching, text } from './kinds.ts';
import type { OptionRow, Rows } from './option.ts';

type AuthKey = keyof TokenAuthOptions | keyof VerifyAuthOptions;
type ListKey = 'toolScopes' | 'impliedScopes';

const AUTH: Readonly<Record<Exclude<AuthKey, ListKey>, OptionRow>> = {
  issuer: {
    ...list('url', readIdentifier),
    fallbackDoc: 'none: everybody may do everything',
    doc: 'Authorization servers whose access tokens are taken, exactly as tokens name them.',
  },
  audience: { ...list('name', readStrings), doc: 'What a token must be issued for; usually `resource`.' },
  resource: {
    ...text('url', readIdentifier),
    fallbackDoc: 'on loopback, the URL that a request was sent to; elsewhere required',
    doc: 'URL of the MCP endpoint as clients reach it.',
  },
  requiredScopes: {
    ...list('scope', readScopes),
    fallbackDoc: 'none',
    doc: 'Scopes that every request needs; without them, 403 INSUFFICIENT_SCOPE.',
  },
  scopesSupported: {
    ...list('scope', readScopes),
    fallbackDoc: '`requiredScopes`',
    doc: 'Scopes that clients should ask for at first.',
  },
  jwksUri: {
    ...text('url', readUrl),
    fallbackDoc: "what the issuer's metadata says",
    doc: "Where the issuer's keys are.",
  },
  algorithms: {
    ...list('name', (name, one) => readOneOf(name, [one], ALGORITHMS)),
    fallbackDoc: 'RS, PS and ES with 256 to 512 bits, EdDSA, Ed25519',
    doc: 'Signing algorithms of tokens, all asymmetric.',
  },
  clockSkewMs: {
    ...duration(AUTH_BOUNDS.clockSkewMs),
    doc: 'How much the clocks of issuer and node may differ.',
  },
  principalClaim: {
    ...text('claim', matching(/./, 'the name of a claim')),
    fallbackDoc: '`sub`',
    doc: 'Claim that names the principal within its issuer.',
  },
  header: {
    ...text('name', matching(/^[\w-]{1,64}$/, 'the name of a header')),
    fallbackDoc: '`Authorization: Bearer <credential>`',
    doc: 'Header that carries the credential alone; only with `verify`.',
  },
  cacheMs: {
    ...duration(AUTH_BOUNDS.cacheMs),
    doc: 'How long an accepted credential is not asked about again; only with `verify`.',
  },
  verify: { ...code('function'), doc: 'Says whose credential it is, in place of `audience`.' },
};

const LISTS: Readonly<Record<ListKey, OptionRow>> = {
  toolScopes: {
    ...list('scope', readScopes),
    doc: 'Scopes that calls of a tool need on top; `*` in its name stands for any characters.',
  },
  impliedScopes: { ...list('scope', readScopes), doc: 'Scopes that a broader one includes.' },
};

export const AUTH_ROWS: Rows = {
  ...Object.fromEntries(Object.entries(AUTH).map(([name, row]) => [`auth.${name}`, row])),
  'auth.toolScopes.<tool>': LISTS.toolScopes,
  'auth.impliedScopes.<scope>': LISTS.impliedScopes,
};
