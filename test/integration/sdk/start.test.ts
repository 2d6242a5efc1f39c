// What is told when a node starts with a factory that does not do what it should, and what handlers get to know of the
// request.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer, requireScopes } from '@modelcontextprotocol/server';
import { FleetNode, fromSdk, fromSdkV1 } from 'mcp-fleet';
import { bearer, keyAuth } from '../auth/key-node.ts';
import { callTool, textOf } from '../wire/modern.ts';
import { startNode } from '../wire/node.ts';
import { WireSession } from '../wire/session.ts';

const INFO = { name: 'start', version: '1.0.0' };
const one = new McpServer(INFO);

for (const [what, server, message] of [
  [
    'a factory that makes something else',
    fromSdk(() => ({}) as never),
    /must return a McpServer or a Server/,
  ],
  [
    'a factory of the other SDK',
    fromSdk(() => new McpServerV1(INFO)),
    /makes servers of SDK v1: use fromSdkV1/,
  ],
  ['the other way round', fromSdkV1(() => new McpServer(INFO)), /makes servers of SDK v2: use fromSdk\./],
  [
    'a factory that makes one server only',
    fromSdk(() => one),
    /returned a server that is in use: make a new one/,
  ],
  [
    'a factory that fails',
    fromSdk(() => {
      throw new Error('no database');
    }),
    /no database/,
  ],
  [
    'a factory whose servers cannot be shared by everybody',
    fromSdk(({ authInfo }) => new McpServer({ ...INFO, name: authInfo?.clientId ?? 'nobody' }), {
      instances: 'shared',
    }),
    /cannot be shared by everybody/,
  ],
] as const) {
  test(`${what} is refused at start`, async () => {
    await assert.rejects(new FleetNode(server, { port: 0 }).start(), { message });
  });
}

test('what is no factory is refused at once', () => {
  assert.throws(() => fromSdk(new McpServer(INFO) as never), {
    message: /a function that makes one is needed/,
  });
});

test('limits for tools are given beside the server, and one for no tool is refused at start', async (t) => {
  const factory = () => {
    const server = new McpServer(INFO);
    server.registerTool('slow-one', {}, () => new Promise(() => {}));
    return server;
  };
  const unknown = new FleetNode(fromSdk(factory), { port: 0, tools: { 'fast-*': { timeoutMs: 1 } } });
  await assert.rejects(unknown.start(), { message: /fast-\*.*fits no tool; there are slow-one/ });
  const { url } = await startNode((stop) => t.after(stop), fromSdk(factory), {
    tools: { 'slow-*': { timeoutMs: 20 } },
  });
  assert.equal((await callTool(url, 'slow-one')).rpc.error?.code, -32011);
});

test('handlers know the credential and the request, and scopes that they want are asked for', async (t) => {
  const factory = () => {
    const server = new McpServer(INFO);
    server.registerTool('who', {}, ({ http }) => {
      const facts = [
        http?.authInfo?.scopes,
        http?.req?.headers.get('x-tenant'),
        http?.req?.headers.get('authorization'),
      ];
      return { content: [{ type: 'text', text: JSON.stringify(facts) }] };
    });
    server.registerTool('erase', { scopeChallenge: requireScopes('write') }, () => ({ content: [] }));
    return server;
  };
  const { url } = await startNode((stop) => t.after(stop), fromSdk(factory), { auth: keyAuth });
  const headers = { ...bearer('bob-key'), 'X-Tenant': 'acme' };
  const expected = '[["read"],"acme",null]';
  assert.equal(textOf((await callTool(url, 'who', {}, { headers })).rpc), expected);
  const session = await WireSession.open(url, { headers });
  assert.equal(textOf((await session.callTool('who')).rpc), expected);

  for (const refused of [await callTool(url, 'erase', {}, { headers }), await session.callTool('erase')]) {
    assert.equal(refused.status, 403);
    assert.match(String(refused.headers['www-authenticate']), /error="insufficient_scope", scope="write"/);
    assert.match(String(refused.headers['www-authenticate']), /resource_metadata="/);
  }
  const allowed = await callTool(url, 'erase', {}, { headers: bearer('ada-key') });
  assert.deepEqual(allowed.rpc.result?.['content'], []);
});

test('handlers of SDK v1 know the same', async (t) => {
  const factory = () => {
    const server = new McpServerV1(INFO);
    server.registerTool('who', {}, ({ authInfo, requestInfo }) => {
      const facts = [
        authInfo?.scopes,
        requestInfo?.headers['x-tenant'],
        requestInfo?.headers['authorization'],
      ];
      return { content: [{ type: 'text', text: JSON.stringify(facts) }] };
    });
    return server;
  };
  const { url } = await startNode((stop) => t.after(stop), fromSdkV1(factory), { auth: keyAuth });
  const headers = { ...bearer('bob-key'), 'X-Tenant': 'acme' };
  const expected = '[["read"],"acme",null]';
  assert.equal(textOf((await callTool(url, 'who', {}, { headers })).rpc), expected);
  const session = await WireSession.open(url, { headers });
  assert.equal(textOf((await session.callTool('who')).rpc), expected);
});
