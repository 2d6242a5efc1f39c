// What a handler learns of the request that it serves, and what happens when the operator's own code fails.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { send } from './http.ts';
import { callTool, textOf } from './modern.ts';
import { identifyByHeader, newServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';
import { initializeBody, WireSession } from './session.ts';

const server = newServer();
server.registerTool('context', { inputSchema: { type: 'object' } }, (_args, ctx) => {
  const { requestId, sessionId, principal, protocolVersion, mcpReq } = ctx;
  const facts = {
    requestId,
    hasSession: sessionId !== undefined,
    principal,
    protocolVersion,
    method: mcpReq.method,
    id: mcpReq.id,
    custom: mcpReq._meta?.['com.example/trace'],
    header: ctx.http.headers['x-custom'],
    remoteAddress: ctx.http.remoteAddress,
    aborted: ctx.signal.aborted,
  };
  return { content: [{ type: 'text', text: JSON.stringify(facts) }] };
});
const { url } = await startNode(after, server, { identify: identifyByHeader });

const headers = { 'X-Custom': 'from the wire', 'X-User': 'ada' };
const COMMON = {
  principal: 'ada',
  method: 'tools/call',
  header: 'from the wire',
  remoteAddress: '127.0.0.1',
  aborted: false,
};

test('a handler of a modern request knows it, its metadata, its headers and its sender', async () => {
  const answer = await callTool(url, 'context', {}, { id: 'x', headers, meta: { 'com.example/trace': 7 } });
  assert.deepEqual(JSON.parse(textOf(answer.rpc) ?? ''), {
    ...COMMON,
    requestId: 'x',
    id: 'x',
    hasSession: false,
    protocolVersion: '2026-07-28',
    custom: 7,
  });
});

test('a handler inside a session knows the same, and the session', async () => {
  const session = await WireSession.open(url, { headers, version: '2025-06-18' });
  const params = { name: 'context', arguments: {}, _meta: { 'com.example/trace': 8 } };
  const answer = await session.request('tools/call', params, 3);
  assert.deepEqual(JSON.parse(textOf(answer.rpc) ?? ''), {
    ...COMMON,
    requestId: 3,
    id: 3,
    hasSession: true,
    protocolVersion: '2025-06-18',
    custom: 8,
  });
});

describe('when identifying the sender fails', () => {
  const failing = startNode(after, server, {
    identify: () => {
      throw new Error('secret: database at 10.0.0.1 is down');
    },
  });

  // The sender is looked at before the body is read, so there is no id to answer with.
  test('a request of either era is refused, and the reason goes to the log', async () => {
    const { url: failingUrl } = await failing;
    const refusal = {
      status: 500,
      rpcCode: -32603,
      code: 'INTERNAL_ERROR',
      says: /^Internal error \(reference [0-9a-f]{8}\)\.$/,
    } as const;
    assertRefused(await callTool(failingUrl, 'context'), refusal);
    assertRefused(await send(failingUrl, { body: initializeBody() }), refusal);
  });
});

test('the log has what the client is not told, under the same reference', async (t) => {
  const logged: { reference?: string; err?: Error }[] = [];
  const silent = () => {};
  const broken = newServer();
  broken.registerTool('broken', {}, () => {
    throw new Error('the disk is full');
  });
  const own = await startNode((stop) => t.after(stop), broken, {
    logger: { info: silent, warn: silent, error: (facts) => logged.push(facts) },
  });
  const answer = await callTool(own.url, 'broken');
  assert.equal(logged.length, 1);
  assert.equal(logged[0]?.err?.message, 'the disk is full');
  assert.ok(textOf(answer.rpc)?.includes(String(logged[0]?.reference)));
});

test('in development the client may be told', async (t) => {
  const broken = newServer();
  broken.registerTool('broken', {}, () => {
    throw new Error('the disk is full');
  });
  const own = await startNode((stop) => t.after(stop), broken, { exposeErrors: true });
  assert.equal(textOf((await callTool(own.url, 'broken')).rpc), 'the disk is full');
});
