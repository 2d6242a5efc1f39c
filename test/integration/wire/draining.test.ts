// A node that stops: it takes nothing new, lets running calls finish for a while, and leaves every client with an
// answer that says where it stands.

import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { HandlerContext, NodeOptions } from 'mcp-fleet';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { until } from '../../support/until.ts';
import { send } from './http.ts';
import { callTool, modernBody, modernHeaders, textOf } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { NAME_FORM } from './questions-server.ts';
import { assertRefused, assertRpcError } from './refusal.ts';
import { initializeBody, WireSession } from './session.ts';

async function start(t: TestContext, options: NodeOptions) {
  const gate = Promise.withResolvers<void>();
  const contexts: HandlerContext[] = [];
  const server = newServer();
  server.registerTool('held', {}, async (ctx) => {
    contexts.push(ctx);
    ctx.progress(1);
    await gate.promise;
    return { content: [{ type: 'text', text: 'finished' }] };
  });
  server.registerTool('asking', {}, async (ctx) => {
    contexts.push(ctx);
    await ctx.elicit({ message: 'Who?', requestedSchema: NAME_FORM });
    return { content: [] };
  });
  const running = await startNode((stop) => t.after(stop), server, options);
  const started = (count: number) =>
    until(() => contexts.length === count, { what: `${count} calls to run` });
  return { ...running, gate, contexts, started };
}

const DRAINING = {
  status: 503,
  rpcCode: -32014,
  code: 'DRAINING',
  says: /shutting down; send the request again to reach another one/,
  retryable: true,
} as const;

const POST_LINES = ['Host: localhost', 'Content-Type: application/json', 'Accept: */*'];

function request(name: string, id: number): string {
  const params = { name };
  const body = JSON.stringify(modernBody('tools/call', params, { id }));
  const headers = Object.entries(modernHeaders('tools/call', params)).map(
    ([key, value]) => `${key}: ${value}`,
  );
  return rawRequest(
    'POST /mcp HTTP/1.1',
    [...POST_LINES, ...headers, `Content-Length: ${body.length}`],
    body,
  );
}

describe('a node that stops', () => {
  test('refuses new work on connections that it still has', async (t) => {
    const { node, url, gate, started } = await start(t, { shutdownGraceMs: 5000 });
    const connection = await RawConnection.open(url);
    const running = callTool(url, 'held');
    await started(1);
    connection.send('GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n');
    assert.equal((await connection.response()).status, 200);
    // A request under way keeps the connection from being closed as idle.
    const [head = '', body = ''] = request('held', 7).split('\r\n\r\n');
    connection.send(`${head}\r\n\r\n`);
    await callTool(url, 'nobody');
    const stopped = node.stop();
    connection.send(body);
    const answer = await connection.response();
    assertRefused({ ...answer, rpc: JSON.parse(answer.body) as RpcMessage }, { ...DRAINING, id: 7 });
    assert.equal(answer.headers['connection'], 'close');
    assert.equal(answer.headers['retry-after'], '1');
    await connection.ended();
    gate.resolve();
    assert.equal(textOf((await running).rpc), 'finished');
    await stopped;
  });

  test('refuses new work in sessions, new sessions and streams, but lets sessions end', async (t) => {
    const { node, url, gate, started } = await start(t, { shutdownGraceMs: 5000 });
    const session = await WireSession.open(url);
    const other = await WireSession.open(url);
    const running = session.callTool('held', {}, 1);
    await started(1);
    const stopped = node.stop();
    assertRefused(await session.callTool('held', {}, 2), { ...DRAINING, id: 2 });
    assertRefused(await send(url, { body: initializeBody() }), { ...DRAINING, id: 0 });
    assert.equal((await session.listen()).status, 503);
    assert.equal((await other.end()).status, 204);
    gate.resolve();
    assert.equal(textOf((await running).rpc), 'finished');
    await stopped;
  });

  test('says so on its pages', async (t) => {
    const { node, url, gate, started } = await start(t, { shutdownGraceMs: 5000 });
    const running = callTool(url, 'held');
    await started(1);
    const stopped = node.stop();
    const ready = await fetch(url.replace('/mcp', '/ready'));
    assert.equal(ready.status, 503);
    assert.equal(((await ready.json()) as { status: string }).status, 'stopping');
    assert.equal((await fetch(url.replace('/mcp', '/health'))).status, 200);
    gate.resolve();
    await running;
    await stopped;
    assert.equal(node.status, 'stopped');
    await assert.rejects(fetch(url));
  });

  test('ends calls that outlast its patience, telling them to be tried elsewhere', async (t) => {
    const { node, url, contexts, started } = await start(t, { shutdownGraceMs: 30 });
    const session = await WireSession.open(url);
    const silent = callTool(url, 'held');
    const telling = callTool(url, 'held', {}, { meta: { progressToken: 1 } });
    const inSession = session.callTool('held');
    await started(3);
    await node.stop();
    const ended = {
      rpcCode: -32014,
      code: 'DRAINING',
      says: /shut down before the call was done/,
      id: 1,
      retryable: true,
    };
    assertRefused(await silent, { ...ended, status: 503 });
    assertRpcError((await telling).rpc, ended);
    assertRefused(await inSession, { ...ended, status: 503 });
    assert.ok(contexts.every(({ signal }) => signal.aborted));
  });

  test('lets listening clients go, told to come back', async (t) => {
    const { node, url } = await start(t, { reconnectDelayMs: 123 });
    const session = await WireSession.open(url, { version: '2025-06-18' });
    const { events } = await session.listen();
    await node.stop();
    assert.deepEqual(await events.rest(), []);
    assert.equal(events.retryMs, 123);
  });

  test('does not wait for a person who is being asked longer than for anything else', async (t) => {
    const { node, url, started } = await start(t, { shutdownGraceMs: 30 });
    const session = await WireSession.open(url, { capabilities: { elicitation: {} } });
    const { events } = await session.openTool('asking');
    await started(1);
    await node.stop();
    const messages = await events.rest();
    assert.equal(messages[0]?.method, 'elicitation/create');
    assert.equal(messages.at(-1)?.error?.code, -32014);
  });

  test('cuts clients that do not leave', async (t) => {
    const { node, url } = await start(t, { shutdownGraceMs: 30 });
    const connection = await RawConnection.open(url);
    connection.send('POST /mcp HTTP/1.1\r\nHost: localhost\r\n');
    await node.stop();
    await connection.ended();
  });

  test('stops once, however often it is told to', async (t) => {
    const { node } = await start(t, {});
    const [first, second] = [node.stop(), node.stop()];
    assert.equal(first, second);
    await first;
    assert.equal(node.status, 'stopped');
  });
});
