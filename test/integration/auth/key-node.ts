// API keys of two users, one of whom may do less, and the options of a node that takes them.

import type { VerifyAuthOptions } from 'mcp-fleet';

const KEYS = new Map([
  ['ada-key', { id: 'ada', scopes: ['read', 'write'], claims: { team: 'red' } }],
  ['bob-key', { id: 'bob', scopes: ['read'] }],
]);

export const RESOURCE = 'https://mcp.example/mcp';

/** Calls of `remove` need more than other requests. */
export const keyAuth: VerifyAuthOptions = {
  verify: (key) => KEYS.get(key),
  issuer: 'https://issuer.example',
  resource: RESOURCE,
  requiredScopes: ['read'],
  toolScopes: { 'remove*': ['write'] },
};

/** How challenges of such a node name its metadata. */
export const METADATA = 'resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp"';

export const bearer = (key: string) => ({ Authorization: `Bearer ${key}` });
