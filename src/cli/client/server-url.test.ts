import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toServerUrl } from './server-url.ts';

const URLS: readonly (readonly [typed: string, url: string])[] = [
  ['localhost:5000', 'http://localhost:5000/mcp'],
  ['localhost', 'http://localhost/mcp'],
  [':5000', 'http://localhost:5000/mcp'],
  ['5000', 'http://localhost:5000/mcp'],
  ['5000/api', 'http://localhost:5000/api'],
  ['127.0.0.1:5000', 'http://127.0.0.1:5000/mcp'],
  ['[::1]:5000', 'http://[::1]:5000/mcp'],
  ['api:8080/tools', 'http://api:8080/tools'],
  ['example.com', 'https://example.com/mcp'],
  ['example.com:8443/', 'https://example.com:8443/mcp'],
  ['http://example.com', 'http://example.com/mcp'],
  ['https://example.com/mcp/v2?team=a#top', 'https://example.com/mcp/v2?team=a'],
  ['HTTP://LOCALHOST:5000', 'http://localhost:5000/mcp'],
];
for (const [typed, url] of URLS) {
  test(`${typed} means ${url}`, () => assert.equal(toServerUrl(typed).href, url));
}

const REFUSED: readonly (readonly [typed: string, why: RegExp])[] = [
  ['ftp://example.com', /must begin with http:\/\/ or https:\/\//],
  ['http://ada:secret@example.com', /MCP_FLEET_TOKEN/],
  ['not a url', /is no URL/],
  ['http://', /is no URL/],
  ['', /is no URL/],
];
for (const [typed, why] of REFUSED) {
  test(`"${typed}" is bad usage`, () =>
    assert.throws(() => toServerUrl(typed), { name: 'CliError', exitCode: 2, message: why }));
}
