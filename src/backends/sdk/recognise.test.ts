import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { createMcpHandler, McpServer, Server } from '@modelcontextprotocol/server';
import { recognise } from './recognise.ts';

const INFO = { name: 'some', version: '1.0.0' };
const CAPABILITIES = { capabilities: { tools: {} } };

for (const [what, make, expected] of [
  ['a McpServer of v2', () => new McpServer(INFO), 'v2'],
  ['a Server of v2', () => new Server(INFO, CAPABILITIES), 'v2'],
  ['a McpServer of v1', () => new McpServerV1(INFO), 'v1'],
  ['a Server of v1', () => new ServerV1(INFO, CAPABILITIES), 'v1'],
] as const) {
  test(`a function that makes ${what} is a factory of ${expected}`, async () => {
    assert.partialDeepStrictEqual(await recognise(make), { kind: 'factory', major: expected });
    assert.partialDeepStrictEqual(await recognise(async () => make()), { kind: 'factory', major: expected });
  });

  test(`${what} itself is a server of ${expected}`, async () => {
    assert.deepEqual(await recognise(make()), { kind: 'server', major: expected });
  });
}

test('what createMcpHandler returns is told apart', async () => {
  assert.deepEqual(await recognise(createMcpHandler(() => new McpServer(INFO))), { kind: 'handler' });
});

test('anything else is something else', async () => {
  for (const value of [undefined, null, 5, {}, { server: {} }, () => undefined, () => ({})]) {
    assert.deepEqual(await recognise(value), { kind: 'other' });
  }
});

test('a factory that fails is not hidden', async () => {
  const broken = () => {
    throw new Error('no database');
  };
  await assert.rejects(recognise(broken), { message: 'no database' });
});
