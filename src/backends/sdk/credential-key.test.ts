import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialKey } from './credential-key.ts';

const TOKEN = {
  clientId: 'app',
  scopes: ['read'],
  expiresAt: 1000,
  extra: { sub: 'alice', tenant: 'acme', exp: 1000, iat: 400, jti: 'a' },
};

test('a renewed token is the same credential', () => {
  const renewed = { ...TOKEN, expiresAt: 2000, extra: { ...TOKEN.extra, exp: 2000, iat: 1000, jti: 'b' } };
  assert.equal(credentialKey(renewed), credentialKey(TOKEN));
});

test('other scopes, another client or another claim make another credential', () => {
  const others = [
    { ...TOKEN, scopes: ['read', 'write'] },
    { ...TOKEN, clientId: 'other' },
    { ...TOKEN, extra: { ...TOKEN.extra, tenant: 'evil' } },
    undefined,
  ];
  const keys = new Set([TOKEN, ...others].map(credentialKey));
  assert.equal(keys.size, 5);
});
