// In the modern era leaving is the only way to cancel: whatever a client was waiting on stops when its connection
// goes. Source: 2026-07-28 basic/transports/streamable-http, "Cancellation".

import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { FleetError, type HandlerContext } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { open, send, start } from './http.ts';
import { callTool, modernBody, modernHeaders, openModern, textOf } from './modern.ts';
import { newServer, startNode } from './node.ts';

let context: HandlerContext | undefined;
let ends: unknown[] = [];

/** Runs until its signal aborts, and notes why. */
async function runUntilAborted(ctx: HandlerContext): Promise<never> {
  context = ctx;
  const aborted = Promise.withResolvers<never>();
  ctx.signal.addEventListener('abort', () => {
    ends.push(ctx.signal.reason);
    aborted.reject(ctx.signal.reason);
  });
  return aborted.promise;
}

const server = newServer();
server.registerTool('silent', {}, runUntilAborted);
server.registerTool('telling', {}, (ctx) => {
  ctx.progress(1);
  return runUntilAborted(ctx);
});
const gate = Promise.withResolvers<void>();
server.registerTool('late to look', {}, async (ctx) => {
  context = ctx;
  await gate.promise;
  ctx.progress(2);
  return { content: [{ type: 'text', text: 'nobody wants this' }] };
});
server.registerTool('quick', {}, () => ({ content: [{ type: 'text', text: 'here' }] }));
server.registerPrompt('silent', {}, runUntilAborted);
server.registerResource('silent', 'test://silent', {}, (_uri, ctx) => runUntilAborted(ctx));
const { url } = await startNode(after, server, { requestTimeoutMs: 0 });

beforeEach(() => {
  context = undefined;
  ends = [];
});

async function runningCalls(): Promise<number> {
  const health = await send(url.replace('/mcp', '/health'), { method: 'GET' });
  return (JSON.parse(health.text) as { runningCalls: number }).runningCalls;
}

async function assertCancelled(): Promise<void> {
  const reason = await until(() => ends[0], { what: 'the signal of the handler to abort' });
  assert.ok(reason instanceof FleetError);
  assert.equal(reason.code, 'CANCELLED');
  await until(async () => (await runningCalls()) === 0, { what: 'the call to be forgotten' });
  assert.equal(ends.length, 1);
}

describe('a client that leaves', () => {
  const targets: readonly [method: string, params: object][] = [
    ['tools/call', { name: 'silent' }],
    ['prompts/get', { name: 'silent' }],
    ['resources/read', { uri: 'test://silent' }],
  ];
  for (const [method, params] of targets) {
    test(`before the answer to ${method} began cancels it`, async () => {
      const req = start(url, { headers: modernHeaders(method, params), body: modernBody(method, params) });
      await until(() => context, { what: 'the handler to run' });
      req.destroy();
      await assertCancelled();
    });
  }

  test('in the middle of a stream cancels the call', async () => {
    const { events } = await openModern(
      url,
      'tools/call',
      { name: 'telling' },
      { meta: { progressToken: 1 } },
    );
    await events.message();
    events.cut();
    await assertCancelled();
  });

  test('before the handler looked at its signal: it is aborted when it does', async () => {
    const params = { name: 'late to look' };
    const req = start(url, {
      headers: modernHeaders('tools/call', params),
      body: modernBody('tools/call', params),
    });
    const ctx = await until(() => context, { what: 'the handler to run' });
    req.destroy();
    await until(async () => (await runningCalls()) === 0, { what: 'the call to be forgotten' });
    assert.equal(ctx.signal.aborted, true);
    gate.resolve();
    assert.equal(textOf((await callTool(url, 'quick')).rpc), 'here');
  });

  test('does not disturb the calls of others', async () => {
    const leaving = start(url, {
      headers: modernHeaders('tools/call', { name: 'silent' }),
      body: modernBody('tools/call', { name: 'silent' }),
    });
    await until(() => context, { what: 'the handler to run' });
    const staying = openModern(url, 'tools/call', { name: 'telling' }, { meta: { progressToken: 1 } });
    const { events } = await staying;
    leaving.destroy();
    await until(() => ends.length === 1, { what: 'one call to be cancelled' });
    assert.equal(events.ended, false);
    assert.equal(textOf((await callTool(url, 'quick')).rpc), 'here');
    events.cut();
    await until(() => ends.length === 2, { what: 'the other call to be cancelled' });
  });

  test('many at a time leave nothing behind', async () => {
    const request = {
      headers: modernHeaders('tools/call', { name: 'silent' }),
      body: modernBody('tools/call', { name: 'silent' }),
    };
    const reqs = Array.from({ length: 50 }, () => start(url, request));
    await until(async () => (await runningCalls()) === 50, { what: 'all to run' });
    for (const req of reqs) req.destroy();
    await until(async () => (await runningCalls()) === 0, { what: 'all to be forgotten' });
    assert.equal(ends.length, 50);
  });
});

test('a cancelled notification means nothing here, and does no harm', async () => {
  const { events } = await openModern(
    url,
    'tools/call',
    { name: 'telling' },
    { id: 9, meta: { progressToken: 1 } },
  );
  await events.message();
  const body = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 9 } };
  const answer = await send(url, { headers: modernHeaders('notifications/cancelled'), body });
  assert.equal(answer.status, 202);
  assert.equal(await runningCalls(), 1);
  assert.equal(ends.length, 0);
  events.cut();
  await assertCancelled();
});

test('an open GET of the session eras cannot be had without a session', async () => {
  const answer = await open(url, { method: 'GET', headers: { Accept: 'text/event-stream' } });
  assert.equal(answer.status, 400);
});
