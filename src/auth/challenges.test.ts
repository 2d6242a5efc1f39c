// What a client learns from a refusal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Challenges } from './challenges.ts';
import { ProtectedResource } from './protected-resource.ts';

function challenges(
  options: { requiredScopes?: string[]; header?: string; issuers?: string[] } = {},
): Challenges {
  const { requiredScopes = ['tools:read'], header, issuers = ['https://issuer.example'] } = options;
  const resource = new ProtectedResource({
    resource: new URL('https://mcp.example/mcp'),
    path: '/mcp',
    issuers,
    scopesSupported: [],
    server: { name: 'Files' },
  });
  return new Challenges({ resource, requiredScopes, header });
}

const METADATA = 'resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp"';

test('a request without credential is told where to get one and which scopes to ask for, and of no error', () => {
  const error = challenges().missing(undefined);
  assert.equal(error.code, 'UNAUTHORIZED');
  assert.equal(error.httpStatus, 401);
  assert.deepEqual(error.headers, { 'WWW-Authenticate': `Bearer scope="tools:read", ${METADATA}` });
});

test('a wrong token is told what is wrong with it', () => {
  const { headers, message } = challenges({ requiredScopes: [] }).invalid(
    'The token has expired.',
    undefined,
  );
  assert.equal(message, 'Unauthorized: The token has expired.');
  assert.deepEqual(headers, {
    'WWW-Authenticate': `Bearer error="invalid_token", error_description="The token has expired.", ${METADATA}`,
  });
});

test('a token that lacks scopes is told all that are needed at once', () => {
  const error = challenges().insufficientScope(['tools:read', 'tools:write'], undefined);
  assert.equal(error.httpStatus, 403);
  assert.deepEqual(error.data, { requiredScopes: ['tools:read', 'tools:write'] });
  assert.deepEqual(error.headers, {
    'WWW-Authenticate': `Bearer error="insufficient_scope", scope="tools:read tools:write", ${METADATA}`,
  });
});

test('where no authorization server is known the challenge is just the scheme', () => {
  const { headers } = challenges({ requiredScopes: [], issuers: [] }).missing(undefined);
  assert.deepEqual(headers, { 'WWW-Authenticate': 'Bearer' });
});

test('a key in a header of its own is asked for by the name of the header', () => {
  const error = challenges({ requiredScopes: [], issuers: [], header: 'x-api-key' }).missing(undefined);
  assert.equal(error.message, 'Unauthorized: the header x-api-key is missing.');
  assert.deepEqual(error.headers, { 'WWW-Authenticate': 'ApiKey header="x-api-key"' });
});
