// The protected-resource metadata: what it says and where it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProtectedResource, type ProtectedResourceOptions } from './protected-resource.ts';

function protectedResource(options: Partial<ProtectedResourceOptions> = {}): ProtectedResource {
  return new ProtectedResource({
    resource: new URL('https://example.com/public/mcp'),
    path: '/mcp',
    issuers: ['https://issuer.example'],
    scopesSupported: ['tools:read'],
    server: { name: 'files', title: 'Files' },
    ...options,
  });
}

const ROOT = '/.well-known/oauth-protected-resource';

test('the metadata names the resource, its authorization servers and scopes', () => {
  const json = protectedResource().metadataAt(`${ROOT}/public/mcp`, undefined) ?? '';
  assert.deepEqual(JSON.parse(json), {
    resource: 'https://example.com/public/mcp',
    authorization_servers: ['https://issuer.example'],
    scopes_supported: ['tools:read'],
    bearer_methods_supported: ['header'],
    resource_name: 'Files',
  });
});

test('the metadata is at the path of the public URL, at that of the node, at the root, and nowhere else', () => {
  const resource = protectedResource();
  for (const path of [`${ROOT}/public/mcp`, `${ROOT}/mcp`, ROOT]) {
    assert.ok(resource.metadataAt(path, undefined), path);
  }
  for (const path of ['/', `${ROOT}/`, `${ROOT}/public`, '/.well-known/oauth-authorization-server']) {
    assert.equal(resource.metadataAt(path, undefined), undefined, path);
  }
});

test('the URL of the metadata has the well-known path before that of the resource', () => {
  assert.equal(
    protectedResource().metadataUrl(undefined),
    'https://example.com/.well-known/oauth-protected-resource/public/mcp',
  );
});

test('an endpoint at the root of its host is named without a slash', () => {
  const resource = protectedResource({ resource: new URL('https://mcp.example.com'), path: '/' });
  assert.equal(
    resource.metadataUrl(undefined),
    'https://mcp.example.com/.well-known/oauth-protected-resource',
  );
  assert.equal(JSON.parse(resource.metadataAt(ROOT, undefined) ?? '').resource, 'https://mcp.example.com');
});

test('without a given URL the resource is the one on this machine that the request named', () => {
  const resource = protectedResource({ resource: undefined });
  assert.equal(
    resource.metadataUrl('localhost:5000'),
    'http://localhost:5000/.well-known/oauth-protected-resource/mcp',
  );
  assert.equal(
    JSON.parse(resource.metadataAt(ROOT, '127.0.0.1:5000') ?? '').resource,
    'http://127.0.0.1:5000/mcp',
  );
});

for (const host of ['evil.example.com', 'localhost.example.com', '', 'a b', undefined]) {
  test(`a request that names the host ${host} learns nothing of a resource on this machine`, () => {
    const resource = protectedResource({ resource: undefined });
    assert.equal(resource.metadataUrl(host), undefined);
    assert.equal(resource.metadataAt(ROOT, host), undefined);
  });
}

test('without authorization servers there is no metadata', () => {
  const resource = protectedResource({ issuers: [] });
  assert.equal(resource.metadataUrl(undefined), undefined);
  assert.equal(resource.metadataAt(ROOT, undefined), undefined);
});

test('without scopes to ask for the metadata says nothing of scopes', () => {
  const json = protectedResource({ scopesSupported: [] }).metadataAt(ROOT, undefined) ?? '';
  assert.equal('scopes_supported' in JSON.parse(json), false);
});
