// What a principal may do with the scopes that it has.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { FleetServer } from 'mcp-fleet';
import { send } from '../wire/http.ts';
import { callTool, modern } from '../wire/modern.ts';
import { startNode } from '../wire/node.ts';
import { rpcRequest, WireSession } from '../wire/session.ts';
import { bearer, keyAuth, METADATA } from './key-node.ts';
import { tellingServer } from './protected-node.ts';

const { url } = await startNode(after, tellingServer(), { auth: keyAuth });
const LACKING = `Bearer error="insufficient_scope", scope="read write", ${METADATA}`;

test('a tool whose scopes are lacking is refused in both eras, with all that is needed, and is listed', async () => {
  const headers = bearer('bob-key');
  const stateless = await callTool(url, 'remove', {}, { headers });
  const session = await WireSession.open(url, { headers });
  for (const answer of [stateless, await session.callTool('remove')]) {
    assert.equal(answer.status, 403);
    assert.equal(answer.headers['www-authenticate'], LACKING);
    assert.deepEqual(answer.rpc.error?.data?.['requiredScopes'], ['read', 'write']);
    assert.equal(answer.rpc.id, 1);
  }
  assert.equal((await session.callTool('read')).status, 200);
  const { rpc } = await modern(url, 'tools/list', {}, { headers });
  const tools = rpc.result?.['tools'] as { name: string }[];
  assert.deepEqual(
    tools.map(({ name }) => name),
    ['whoami', 'read', 'remove'],
  );
});

test('a batch with one call that is not allowed runs none of them', async () => {
  let calls = 0;
  const server = new FleetServer({ name: 'counting', version: '1.0.0' });
  for (const name of ['read', 'remove']) {
    server.registerTool(name, {}, () => {
      calls++;
      return { content: [] };
    });
  }
  const counting = await startNode(after, server, { auth: keyAuth });
  const session = await WireSession.open(counting.url, { version: '2025-03-26', headers: bearer('bob-key') });
  const call = (name: string, id: number) => rpcRequest('tools/call', { name, arguments: {} }, id);
  const refused = await session.post([call('read', 1), call('remove', 2)]);
  assert.equal(refused.status, 403);
  assert.equal(refused.headers['www-authenticate'], LACKING);
  assert.equal(calls, 0);
  assert.equal((await session.post([call('read', 1), call('read', 2)])).status, 200);
  assert.equal(calls, 2);
});

test('without the required scopes there is nothing, not even a session or a stream', async () => {
  const verify = () => ({ id: 'eve', scopes: [] });
  const strict = await startNode(after, tellingServer(), { auth: { ...keyAuth, verify } });
  const headers = bearer('key');
  const opening = rpcRequest('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'x', version: '1' },
  });
  const stream = { method: 'GET', headers: { ...headers, Accept: 'text/event-stream' } };
  const answers = [
    await modern(strict.url, 'server/discover', {}, { headers }),
    await send(strict.url, { headers, body: opening }),
    await send(strict.url, { headers, body: [] }),
    await send(strict.url, stream),
    await send(strict.url, { method: 'DELETE', headers }),
  ];
  for (const { status, headers: answered } of answers) {
    assert.equal(status, 403);
    assert.equal(
      answered['www-authenticate'],
      `Bearer error="insufficient_scope", scope="read", ${METADATA}`,
    );
  }
});
