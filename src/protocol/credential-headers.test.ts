// Credentials are read from the headers as they were sent, and are in none that others see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRawHeader, withoutCredentials } from './credential-headers.ts';

const RAW = ['Host', 'mcp.example', 'X-API-Key', 'secret', 'X-Other', 'x-api-key'];

test('a header is found whatever the case of its name', () => {
  assert.equal(readRawHeader(RAW, 'x-api-key'), 'secret');
  assert.equal(readRawHeader(RAW, 'x-api'), undefined);
});

test('a header that was sent twice is refused', () => {
  assert.throws(() => readRawHeader([...RAW, 'x-api-key', 'other'], 'x-api-key'), {
    code: 'INVALID_REQUEST',
    message: 'Invalid request: the header "x-api-key" was sent more than once.',
  });
});

test('headers with credentials are left out, the others stay, and the original is untouched', () => {
  const headers = {
    host: 'mcp.example',
    authorization: 'Bearer a',
    'proxy-authorization': 'Basic b',
    'x-api-key': 'c',
  };
  assert.deepEqual(withoutCredentials(headers, 'x-api-key'), { host: 'mcp.example' });
  assert.deepEqual(withoutCredentials(headers), { host: 'mcp.example', 'x-api-key': 'c' });
  assert.equal(headers['x-api-key'], 'c');
});
