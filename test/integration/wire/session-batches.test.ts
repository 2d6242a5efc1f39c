// Batches: several messages in one POST, which only 2025-03-26 has. Source: 2025-03-26 basic/transports.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { newServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';
import { rpcRequest, WireSession } from './session.ts';

const server = newServer();
server.registerTool('echo', { inputSchema: { type: 'object' } }, ({ text }) => ({
  content: [{ type: 'text', text: String(text) }],
}));
server.registerTool('steps', {}, (ctx) => {
  ctx.progress(1);
  return { content: [] };
});
const { url } = await startNode(after, server);
const version = '2025-03-26';

const echo = (text: string, id: string | number): object =>
  rpcRequest('tools/call', { name: 'echo', arguments: { text } }, id);
const note = { jsonrpc: '2.0', method: 'notifications/whatever' };

describe('a batch', () => {
  test('of requests is answered with an array, each under its id', async () => {
    const session = await WireSession.open(url, { version });
    const answer = await session.post([
      echo('a', 1),
      note,
      echo('b', 'two'),
      rpcRequest('ping', undefined, 3),
    ]);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.ok(answer.text.startsWith('['));
    const byId = new Map(answer.messages.map(({ id, result }) => [id, result]));
    assert.deepEqual(byId.get(1), { content: [{ type: 'text', text: 'a' }] });
    assert.deepEqual(byId.get('two'), { content: [{ type: 'text', text: 'b' }] });
    assert.deepEqual(byId.get(3), {});
    assert.equal(answer.messages.length, 3);
  });

  test('of one is answered with an array of one', async () => {
    const session = await WireSession.open(url, { version });
    const answer = await session.post([echo('a', 1)]);
    assert.ok(answer.text.startsWith('[{') && answer.text.endsWith('}]'));
  });

  test('with an error in it is answered with 200 and the error in its place', async () => {
    const session = await WireSession.open(url, { version });
    const answer = await session.post([rpcRequest('no/such/method', {}, 1), echo('b', 2)]);
    assert.equal(answer.status, 200);
    assert.equal(answer.messages.find(({ id }) => id === 1)?.error?.code, -32601);
    assert.notEqual(answer.messages.find(({ id }) => id === 2)?.result, undefined);
  });

  test('with something to say first is answered on one stream, which ends with the last answer', async () => {
    const session = await WireSession.open(url, { version });
    const steps = rpcRequest('tools/call', { name: 'steps', _meta: { progressToken: 'p' } }, 2);
    const answer = await session.post([echo('a', 1), steps, echo('c', 3)]);
    assert.equal(answer.headers['content-type'], 'text/event-stream');
    assert.equal(answer.messages.filter(({ method }) => method === 'notifications/progress').length, 1);
    const ids = answer.messages.flatMap(({ id }) => (id === undefined ? [] : [id]));
    assert.deepEqual(ids.sort(), [1, 2, 3]);
  });

  test('without requests is taken with 202', async () => {
    const session = await WireSession.open(url, { version });
    const answer = await session.post([note, { jsonrpc: '2.0', id: 'x', result: {} }]);
    assert.deepEqual([answer.status, answer.text], [202, '']);
  });

  const refused: readonly [what: string, body: readonly unknown[], says: RegExp][] = [
    ['that is empty', [], /a batch has 1 to 100 messages/],
    ['of more than a hundred', Array.from({ length: 101 }, (_, id) => echo('x', id)), /1 to 100 messages/],
    ['with something that is no message', [echo('a', 1), 1], /one JSON-RPC message/],
    ['in a batch', [[echo('a', 1)]], /one JSON-RPC message/],
    ['with an initialize', [rpcRequest('initialize', {}, 1), echo('a', 2)], /"initialize" must not be part/],
  ];
  for (const [what, body, says] of refused) {
    test(`${what} is refused as a whole`, async () => {
      const session = await WireSession.open(url, { version });
      const refusal = { status: 400, rpcCode: -32600, code: 'INVALID_REQUEST', says } as const;
      assertRefused(await session.post(body), refusal);
    });
  }
});

for (const other of ['2025-06-18', '2025-11-25']) {
  test(`${other} has no batches`, async () => {
    const session = await WireSession.open(url, { version: other });
    assertRefused(await session.post([echo('a', 1)]), {
      status: 400,
      rpcCode: -32600,
      code: 'INVALID_REQUEST',
      says: /batches exist only in protocol version 2025-03-26/,
    });
  });
}
