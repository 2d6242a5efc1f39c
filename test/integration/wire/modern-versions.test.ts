// How a modern request says which version it speaks and who sends it, and what a server does that cannot serve it.
// Sources: 2026-07-28 basic/versioning, basic/index "_meta", server/discover.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { FleetServer } from 'mcp-fleet';
import { type Request, send } from './http.ts';
import { callTool, modern, modernHeaders, textOf } from './modern.ts';
import { startNode } from './node.ts';
import { assertRefused } from './refusal.ts';
import { WireSession } from './session.ts';

const VERSIONS = ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'];
const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES_KEY = 'io.modelcontextprotocol/clientCapabilities';
const INFO_KEY = 'io.modelcontextprotocol/clientInfo';

const server = new FleetServer(
  { name: 'wire', version: '1.2.3', title: 'Wire' },
  { instructions: 'Ask.', cacheHints: { 'server/discover': { ttlMs: 60_000, cacheScope: 'public' } } },
);
server.registerTool('whoami', {}, ({ client, protocolVersion, sessionId }) => ({
  content: [{ type: 'text', text: JSON.stringify({ client, protocolVersion, sessionId }) }],
}));
const { url } = await startNode(after, server);

const invalidParams = (says: RegExp) =>
  ({ status: 400, rpcCode: -32602, code: 'INVALID_PARAMS', says, id: 1 }) as const;

describe('server/discover', () => {
  test('tells versions, capabilities, identity, instructions and freshness', async () => {
    const answer = await modern(url, 'server/discover', {}, { id: 'discover-1' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.deepEqual(answer.rpc, {
      jsonrpc: '2.0',
      id: 'discover-1',
      result: {
        resultType: 'complete',
        supportedVersions: VERSIONS,
        capabilities: { tools: { listChanged: true }, logging: {} },
        instructions: 'Ask.',
        ttlMs: 60_000,
        cacheScope: 'public',
        _meta: {
          'io.modelcontextprotocol/serverInfo': { name: 'wire', version: '1.2.3', title: 'Wire' },
        },
      },
    });
  });

  test('needs no session and mints none, whatever a client sends', async () => {
    const headers = { 'Mcp-Session-Id': 'whatever', 'Last-Event-ID': 'x.1' };
    const answer = await modern(url, 'server/discover', {}, { headers });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['mcp-session-id'], undefined);
  });
});

describe('a version that is not served', () => {
  for (const version of ['v999.0.0', '2026-07-29', '2024-11-05', '']) {
    test(`("${version}") is refused with those that are`, async () => {
      const options = { meta: { [VERSION_KEY]: version }, headers: { 'MCP-Protocol-Version': version } };
      const answer = await modern(url, 'tools/list', {}, options);
      assertRefused(answer, {
        status: 400,
        rpcCode: -32022,
        code: 'UNSUPPORTED_PROTOCOL_VERSION',
        says: /speaks 2026-07-28, 2025-11-25, 2025-06-18, 2025-03-26/,
        id: 1,
      });
      assert.deepEqual(answer.rpc.error?.data?.['supported'], VERSIONS);
      assert.equal(answer.rpc.error?.data?.['requested'], version);
    });
  }

  test('is a mismatch first, when the header says another', async () => {
    const answer = await modern(url, 'tools/list', {}, { meta: { [VERSION_KEY]: 'v999.0.0' } });
    assertRefused(answer, {
      status: 400,
      rpcCode: -32020,
      code: 'HEADER_MISMATCH',
      says: /header value "2026-07-28" does not match the body value, "v999\.0\.0"/,
      id: 1,
    });
  });

  test('that is no text is malformed', async () => {
    const answer = await modern(url, 'tools/list', {}, { meta: { [VERSION_KEY]: 20260728 } });
    assertRefused(answer, invalidParams(/protocolVersion"\] must be a string/));
  });
});

describe('metadata', () => {
  test('without capabilities is refused', async () => {
    const answer = await modern(url, 'tools/list', {}, { meta: { [CAPABILITIES_KEY]: undefined } });
    assertRefused(answer, invalidParams(/clientCapabilities"\] is missing or malformed/));
  });

  for (const capabilities of [null, [], 'all', 1]) {
    test(`with capabilities of ${JSON.stringify(capabilities)} is refused`, async () => {
      const answer = await modern(url, 'tools/list', {}, { meta: { [CAPABILITIES_KEY]: capabilities } });
      assertRefused(answer, invalidParams(/clientCapabilities"\] is missing or malformed/));
    });
  }

  for (const info of [null, 'me', {}, { name: 'me' }, { name: 1, version: '1' }]) {
    test(`with a client info of ${JSON.stringify(info)} is refused`, async () => {
      const answer = await modern(url, 'tools/list', {}, { meta: { [INFO_KEY]: info } });
      assertRefused(answer, invalidParams(/clientInfo"\] is missing or malformed/));
    });
  }

  test('that is missing altogether is refused when the header says modern', async () => {
    const body = { jsonrpc: '2.0', id: 1, method: 'server/discover', params: {} };
    const answer = await send(url, { headers: modernHeaders('server/discover'), body });
    assertRefused(answer, invalidParams(/protocolVersion"\] is missing or malformed/));
    const bare = { jsonrpc: '2.0', id: 1, method: 'server/discover' };
    const second = await send(url, { headers: modernHeaders('server/discover'), body: bare });
    assertRefused(second, invalidParams(/protocolVersion"\] is missing or malformed/));
  });

  test('reaches the handler; its client info is optional', async () => {
    const capabilities = { sampling: {}, extensions: { 'com.example/x': {} } };
    const answer = await callTool(url, 'whoami', {}, { capabilities });
    assert.deepEqual(JSON.parse(textOf(answer.rpc) ?? ''), {
      client: { info: { name: 'wire-test', version: '1.0.0' }, capabilities },
      protocolVersion: '2026-07-28',
    });
    const anonymous = await callTool(url, 'whoami', {}, { meta: { [INFO_KEY]: undefined } });
    assert.deepEqual(JSON.parse(textOf(anonymous.rpc) ?? ''), {
      client: { capabilities: {} },
      protocolVersion: '2026-07-28',
    });
  });

  test('is not remembered from one request to the next on a connection', async () => {
    await callTool(url, 'whoami', {}, { capabilities: { roots: {} } });
    const second = await callTool(url, 'whoami');
    assert.match(textOf(second.rpc) ?? '', /"capabilities":\{\}/);
  });
});

describe('a method that the modern era does not have', () => {
  const methods = [
    'initialize',
    'ping',
    'logging/setLevel',
    'resources/subscribe',
    'resources/unsubscribe',
    'no/such/method',
    '',
    'toString',
  ];
  for (const method of methods) {
    test(`("${method}") is not found`, async () => {
      assertRefused(await modern(url, method), {
        status: 404,
        rpcCode: -32601,
        code: 'METHOD_NOT_FOUND',
        says: new RegExp(`Method not found: ${method}$`),
        id: 1,
      });
    });
  }

  test('is not found either when its feature is not offered', async () => {
    for (const method of [
      'prompts/list',
      'resources/list',
      'resources/templates/list',
      'completion/complete',
    ]) {
      assert.equal((await modern(url, method)).rpc.error?.code, -32601, method);
    }
  });

  test('is repeated only in part when it is long', async () => {
    const answer = await modern(url, 'x'.repeat(5000));
    assert.equal(answer.status, 404);
    assert.ok(answer.text.length < 400);
  });
});

describe('what is not a request', () => {
  test('is taken with 202 and no body when it is a notification', async () => {
    const body = { jsonrpc: '2.0', method: 'notifications/whatever' };
    const answer = await send(url, { headers: modernHeaders('notifications/whatever'), body });
    assert.deepEqual([answer.status, answer.text], [202, '']);
  });

  const POST_ONLY = /2026-07-28 has only requests and notifications, each in a POST of its own/;
  const others: readonly [what: string, request: Request][] = [
    ['an answer', { body: { jsonrpc: '2.0', id: 5, result: {} } }],
    ['a batch', { body: [{ jsonrpc: '2.0', id: 5, method: 'server/discover' }] }],
    ['a GET', { method: 'GET', headers: { Accept: 'text/event-stream' } }],
    ['a DELETE', { method: 'DELETE' }],
  ];
  for (const [what, request] of others) {
    test(`is refused when it is ${what}`, async () => {
      const headers = { ...request.headers, 'MCP-Protocol-Version': '2026-07-28' };
      const answer = await send(url, { ...request, headers });
      assert.equal(answer.status, 400);
      assert.equal(answer.rpc.error?.code, -32600);
      assert.match(answer.rpc.error?.message ?? '', POST_ONLY);
    });
  }
});

test('both eras are served side by side', async () => {
  const session = await WireSession.open(url);
  const [old, current] = await Promise.all([session.callTool('whoami'), callTool(url, 'whoami')]);
  assert.match(textOf(old.rpc) ?? '', /"protocolVersion":"2025-11-25"/);
  assert.match(textOf(current.rpc) ?? '', /"protocolVersion":"2026-07-28"/);
});
