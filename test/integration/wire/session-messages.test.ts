// Messages inside a session: what is answered how, and the methods that only sessions have.
// Sources: 2025-11-25 basic/transports, basic/utilities/ping, server/utilities/logging, server/resources.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { modernBody } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { assertRpcError } from './refusal.ts';
import { WireSession } from './session.ts';

const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;
const URI = 'test://watched';

const server = newServer();
server.registerTool('quiet', {}, () => ({ content: [{ type: 'text', text: 'done' }] }));
server.registerTool('chatty', {}, (ctx) => {
  for (const level of LEVELS) ctx.log(level, level);
  return { content: [] };
});
server.registerTool('steps', {}, (ctx) => {
  for (const step of [0, 50, 50, 100]) ctx.progress(step, 100);
  return { content: [{ type: 'text', text: 'done' }] };
});
server.registerTool('list', { outputSchema: { type: 'array' } }, () => ({
  structuredContent: [1, 2],
  content: [],
}));
server.registerResource('watched', URI, {}, (uri) => ({ contents: [{ uri: uri.href, text: '' }] }));
const { url } = await startNode(after, server, { reconnectDelayMs: 123 });

const levelsOf = (messages: readonly RpcMessage[]): unknown[] =>
  messages.filter(({ method }) => method === 'notifications/message').map(({ params }) => params?.['level']);

describe('an answer inside a session', () => {
  test('is JSON when nothing was said before it, without the fields of the modern era', async () => {
    const session = await WireSession.open(url);
    const answer = await session.callTool('quiet', {}, 'call-1');
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.equal(answer.headers['mcp-session-id'], undefined);
    assert.deepEqual(answer.rpc, {
      jsonrpc: '2.0',
      id: 'call-1',
      result: { content: [{ type: 'text', text: 'done' }] },
    });
  });

  test('is a stream that ends with the result when something was', async () => {
    const session = await WireSession.open(url);
    const { headers, events } = await session.openTool('steps', { _meta: { progressToken: 'p' } }, 5);
    assert.equal(headers['content-type'], 'text/event-stream');
    assert.equal(headers['x-accel-buffering'], 'no');
    const messages = await events.rest();
    assert.deepEqual(
      messages.map(({ id, params }) => id ?? params?.['progress']),
      [0, 50, 100, 5],
    );
    assert.equal(messages[0]?.params?.['progressToken'], 'p');
  });

  test('on a stream begins with an id to come back with, from 2025-11-25 on', async () => {
    const session = await WireSession.open(url);
    const { events } = await session.openTool('steps', { _meta: { progressToken: 1 } });
    const primer = await events.next();
    assert.equal(primer?.data, '');
    assert.match(primer?.id ?? '', /^[\w-]+\.0$/);
    assert.equal(events.retryMs, 123);
    const first = await events.next();
    assert.match(first?.id ?? '', /\.1$/);
    assert.equal(first?.event, 'message');
  });

  for (const version of ['2025-06-18', '2025-03-26']) {
    test(`on a stream of ${version} has no event without a message, but ids`, async () => {
      const session = await WireSession.open(url, { version });
      const { events } = await session.openTool('steps', { _meta: { progressToken: 1 } });
      const ids = [];
      for (let event = await events.next(); event !== undefined; event = await events.next()) {
        assert.notEqual(event.data, '');
        ids.push(event.id);
      }
      assert.equal(new Set(ids).size, 4);
      assert.equal(events.retryMs, undefined);
    });
  }

  test('of one session and another never share an event id', async () => {
    const ids: string[] = [];
    const sessions = [await WireSession.open(url), await WireSession.open(url)];
    for (const session of [...sessions, ...sessions]) {
      const { events } = await session.openTool('steps', { _meta: { progressToken: 1 } });
      for (let event = await events.next(); event !== undefined; event = await events.next()) {
        ids.push(event.id ?? 'none');
      }
    }
    assert.equal(new Set(ids).size, ids.length);
  });

  test('with structured content that is no object is wrapped, as these versions want it', async () => {
    const session = await WireSession.open(url);
    assert.deepEqual((await session.callTool('list')).rpc.result?.['structuredContent'], { result: [1, 2] });
  });
});

describe('a message without an answer', () => {
  const messages: readonly [what: string, body: object][] = [
    ['a notification', { jsonrpc: '2.0', method: 'notifications/roots/list_changed' }],
    ['an unknown notification', { jsonrpc: '2.0', method: 'no/such/thing', params: {} }],
    [
      'a cancellation of nothing',
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 99 } },
    ],
    ['a cancellation without an id', { jsonrpc: '2.0', method: 'notifications/cancelled' }],
    ['an answer that nobody waits for', { jsonrpc: '2.0', id: 'nobody-1', result: {} }],
    ['an error that nobody waits for', { jsonrpc: '2.0', id: 1, error: { code: 1, message: 'no' } }],
  ];
  for (const [what, body] of messages) {
    test(`(${what}) is taken with 202 and nothing else`, async () => {
      const answer = await (await WireSession.open(url)).post(body);
      assert.deepEqual([answer.status, answer.text], [202, '']);
    });
  }
});

test('ping is answered with nothing', async () => {
  const session = await WireSession.open(url);
  assert.deepEqual((await session.request('ping', undefined, 'p')).rpc, {
    jsonrpc: '2.0',
    id: 'p',
    result: {},
  });
});

test('an unknown method is told in the answer, with status 200', async () => {
  const session = await WireSession.open(url);
  for (const method of ['no/such/method', 'server/discover', 'subscriptions/listen']) {
    const { status, rpc } = await session.request(method);
    assert.equal(status, 200);
    assertRpcError(rpc, { rpcCode: -32601, code: 'METHOD_NOT_FOUND', says: /Method not found/, id: 1 });
  }
});

test('a missing resource has the code of these versions', async () => {
  const session = await WireSession.open(url);
  const { rpc } = await session.request('resources/read', { uri: 'test://nowhere' });
  assert.equal(rpc.error?.code, -32002);
  assert.equal(rpc.error?.data?.['uri'], 'test://nowhere');
});

test('a modern body under the headers of a session is a mismatch', async () => {
  const session = await WireSession.open(url);
  const answer = await session.post(modernBody('tools/list'));
  assert.equal(answer.rpc.error?.code, -32020);
  assert.equal((await session.callTool('quiet')).status, 200);
});

describe('logging/setLevel', () => {
  test('starts at "info", and holds for the calls after it', async () => {
    const session = await WireSession.open(url);
    assert.deepEqual(levelsOf((await session.callTool('chatty')).messages), LEVELS.slice(1));
    for (const [index, level] of LEVELS.entries()) {
      const set = await session.request('logging/setLevel', { level });
      assert.deepEqual(set.rpc, { jsonrpc: '2.0', id: 1, result: {} });
      assert.deepEqual(levelsOf((await session.callTool('chatty')).messages), LEVELS.slice(index));
    }
  });

  test('holds for its own session only', async () => {
    const [loud, calm] = [await WireSession.open(url), await WireSession.open(url)];
    await loud.request('logging/setLevel', { level: 'debug' });
    await calm.request('logging/setLevel', { level: 'emergency' });
    assert.equal(levelsOf((await loud.callTool('chatty')).messages).length, 8);
    assert.equal(levelsOf((await calm.callTool('chatty')).messages).length, 1);
  });

  for (const level of ['verbose', '', 1, null, undefined]) {
    test(`to ${JSON.stringify(level)} is refused`, async () => {
      const { status, rpc } = await (await WireSession.open(url)).request('logging/setLevel', { level });
      assert.equal(status, 200);
      assertRpcError(rpc, {
        rpcCode: -32602,
        code: 'INVALID_PARAMS',
        says: /must be one of debug, info/,
        id: 1,
      });
    });
  }
});

describe('resources/subscribe', () => {
  test('tells of that resource from then on, and resources/unsubscribe ends it', async () => {
    const session = await WireSession.open(url);
    const { events } = await session.listen();
    server.sendResourceUpdated(URI);
    assert.deepEqual((await session.request('resources/subscribe', { uri: URI })).rpc.result, {});
    assert.deepEqual((await session.request('resources/subscribe', { uri: URI })).rpc.result, {});
    server.sendResourceUpdated('test://other');
    server.sendResourceUpdated(URI);
    assert.deepEqual(await events.message(), {
      jsonrpc: '2.0',
      method: 'notifications/resources/updated',
      params: { uri: URI },
    });
    assert.deepEqual((await session.request('resources/unsubscribe', { uri: URI })).rpc.result, {});
    server.sendResourceUpdated(URI);
    server.sendToolListChanged();
    assert.equal((await events.message()).method, 'notifications/tools/list_changed');
    assert.equal(events.waiting.length, 0);
    events.cut();
  });

  test('that was never done can be undone', async () => {
    const session = await WireSession.open(url);
    assert.deepEqual((await session.request('resources/unsubscribe', { uri: URI })).rpc.result, {});
  });

  for (const uri of [undefined, 1, 'relative/path', '']) {
    test(`of ${JSON.stringify(uri)} is refused`, async () => {
      const session = await WireSession.open(url);
      for (const method of ['resources/subscribe', 'resources/unsubscribe']) {
        const { rpc } = await session.request(method, { uri });
        assertRpcError(rpc, {
          rpcCode: -32602,
          code: 'INVALID_PARAMS',
          says: /must be an absolute URI/,
          id: 1,
        });
      }
    });
  }

  test('of a URI that is longer than a session should keep is refused', async () => {
    const session = await WireSession.open(url);
    const { rpc } = await session.request('resources/subscribe', { uri: `test://${'x'.repeat(9000)}` });
    assertRpcError(rpc, { rpcCode: -32602, code: 'INVALID_PARAMS', says: /may have 8192 characters/, id: 1 });
  });
});
