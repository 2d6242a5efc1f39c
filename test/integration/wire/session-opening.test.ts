// Opening a session: which version it speaks, what its handle looks like, who may use it and where.
// Sources: 2025-11-25 basic/lifecycle "Version Negotiation", basic/transports "Session Management".

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { FleetServer } from 'mcp-fleet';
import { send } from './http.ts';
import { textOf } from './modern.ts';
import { startNode } from './node.ts';
import { assertRefused } from './refusal.ts';
import { initializeBody, rpcRequest, WireSession } from './session.ts';

const SECRET = 'a secret that is thirty-two bytes or more';

function newServer(): FleetServer {
  const server = new FleetServer({ name: 'wire', version: '1.2.3', title: 'Wire' }, { instructions: 'Ask.' });
  server.registerTool('whoami', {}, ({ client, protocolVersion }) => ({
    content: [{ type: 'text', text: JSON.stringify({ client, protocolVersion }) }],
  }));
  return server;
}
const { url } = await startNode(after, newServer(), { secrets: [SECRET] });

describe('initialize', () => {
  for (const version of ['2025-11-25', '2025-06-18', '2025-03-26']) {
    test(`with ${version} opens a session of that version`, async () => {
      const { opening } = await WireSession.open(url, { version });
      assert.equal(opening.status, 200);
      assert.equal(opening.headers['content-type'], 'application/json');
      assert.deepEqual(opening.rpc, {
        jsonrpc: '2.0',
        id: 0,
        result: {
          protocolVersion: version,
          capabilities: { tools: { listChanged: true }, logging: {} },
          serverInfo: { name: 'wire', version: '1.2.3', title: 'Wire' },
          instructions: 'Ask.',
        },
      });
    });
  }

  for (const version of ['2024-11-05', '2026-07-28', '2030-01-01', 'nonsense', '']) {
    test(`with "${version}" opens a session of the latest version of that era`, async () => {
      const answer = await send(url, { body: initializeBody({ version }) });
      assert.equal(answer.status, 200);
      assert.equal(answer.rpc.result?.['protocolVersion'], '2025-11-25');
    });
  }

  test('may say the version in its header, and the method too', async () => {
    const headers = { 'MCP-Protocol-Version': '2025-11-25', 'Mcp-Method': 'initialize' };
    assert.equal((await send(url, { headers, body: initializeBody() })).status, 200);
  });

  test('opens a new session even inside another one', async () => {
    const session = await WireSession.open(url);
    const answer = await send(url, { headers: session.headers, body: initializeBody() });
    assert.notEqual(answer.headers['mcp-session-id'], session.handle);
  });

  const cases: readonly [what: string, params: object, says: RegExp][] = [
    [
      'no version',
      { capabilities: {}, clientInfo: { name: 'x', version: '1' } },
      /"protocolVersion" must be a string/,
    ],
    [
      'no capabilities',
      { protocolVersion: '2025-11-25', clientInfo: { name: 'x', version: '1' } },
      /"capabilities"/,
    ],
    [
      'a capability that is no object',
      {
        protocolVersion: '2025-11-25',
        capabilities: { elicitation: null },
        clientInfo: { name: 'x', version: '1' },
      },
      /"capabilities" must be an object of objects/,
    ],
    ['no client info', { protocolVersion: '2025-11-25', capabilities: {} }, /"clientInfo" must have a name/],
    [
      'a client without a version',
      { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x' } },
      /"clientInfo" must have a name and a version/,
    ],
    [
      'a client that says more than a header holds',
      {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'x'.repeat(3000), version: '1' },
      },
      /together must be shorter than 2048 bytes/,
    ],
  ];
  for (const [what, params, says] of cases) {
    test(`with ${what} is refused`, async () => {
      const answer = await send(url, { body: rpcRequest('initialize', params, 'i') });
      assertRefused(answer, { status: 400, rpcCode: -32602, code: 'INVALID_PARAMS', says, id: 'i' });
      assert.equal(answer.headers['mcp-session-id'], undefined);
    });
  }
});

describe('a session handle', () => {
  test('is visible ASCII, and new every time', async () => {
    const handles = new Set<string>();
    for (let n = 0; n < 20; n++) {
      const { handle } = await WireSession.open(url);
      assert.match(handle, /^[\x21-\x7e]+$/);
      handles.add(handle);
    }
    assert.equal(handles.size, 20);
  });

  test('stays far below the size of headers, even for a client that says much', async () => {
    const capabilities = {
      elicitation: { form: {}, url: {} },
      sampling: { tools: {}, context: {} },
      roots: { listChanged: true },
      experimental: { huge: 'x'.repeat(5000) },
    };
    const { handle } = await WireSession.open(url, { capabilities });
    assert.ok(handle.length < 1000, `${handle.length} characters`);
  });

  test('does not give away who it belongs to', async (t) => {
    const own = await startNode((stop) => t.after(stop), newServer(), { identify: () => 'ada@example.com' });
    const { handle } = await WireSession.open(own.url);
    const [payload = ''] = handle.split('.');
    assert.doesNotMatch(Buffer.from(payload, 'base64url').toString(), /ada|example/);
  });

  test('brings what the client said to every handler', async () => {
    const capabilities = { sampling: {}, elicitation: { form: {} } };
    const session = await WireSession.open(url, { version: '2025-06-18', capabilities });
    assert.deepEqual(JSON.parse(textOf((await session.callTool('whoami')).rpc) ?? ''), {
      client: { info: { name: 'wire-test', version: '1.0.0' }, capabilities },
      protocolVersion: '2025-06-18',
    });
  });
});

test('a session is usable before its client said that it is ready', async () => {
  const opening = await send(url, { body: initializeBody() });
  const headers = { 'Mcp-Session-Id': String(opening.headers['mcp-session-id']) };
  const answer = await send(url, { headers, body: rpcRequest('ping') });
  assert.deepEqual(answer.rpc, { jsonrpc: '2.0', id: 1, result: {} });
});

describe('the version header inside a session', () => {
  test('may be missing', async () => {
    const { handle } = await WireSession.open(url);
    const answer = await send(url, { headers: { 'Mcp-Session-Id': handle }, body: rpcRequest('tools/list') });
    assert.equal(answer.status, 200);
  });

  for (const version of ['2024-11-05', 'nonsense', '']) {
    test(`of "${version}" is refused`, async () => {
      const { handle } = await WireSession.open(url);
      const headers = { 'Mcp-Session-Id': handle, 'MCP-Protocol-Version': version };
      const answer = await send(url, { headers, body: rpcRequest('ping') });
      assertRefused(answer, {
        status: 400,
        rpcCode: -32022,
        code: 'UNSUPPORTED_PROTOCOL_VERSION',
        says: /this server speaks/,
        id: 1,
      });
    });
  }

  test('of the modern era asks for the metadata of that era', async () => {
    const { handle } = await WireSession.open(url);
    const headers = { 'Mcp-Session-Id': handle, 'MCP-Protocol-Version': '2026-07-28' };
    const answer = await send(url, { headers, body: rpcRequest('ping') });
    assertRefused(answer, {
      status: 400,
      rpcCode: -32602,
      code: 'INVALID_PARAMS',
      says: /_meta\["io\.modelcontextprotocol\/protocolVersion"\] is missing/,
      id: 1,
    });
  });
});
