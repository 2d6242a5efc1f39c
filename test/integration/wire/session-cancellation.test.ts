// In the session eras leaving does not cancel: a notification does, for a request of the same session.
// Source: 2025-11-25 basic/utilities/cancellation.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { FleetError, type HandlerContext } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { send, start } from './http.ts';
import { textOf } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { NAME_FORM } from './questions-server.ts';
import { rpcRequest, WireSession } from './session.ts';

const contexts: HandlerContext[] = [];
let release = Promise.withResolvers<void>();

async function held(ctx: HandlerContext) {
  contexts.push(ctx);
  await release.promise;
  return { content: [{ type: 'text' as const, text: 'done' }] };
}

const server = newServer();
server.registerTool('held', {}, held);
server.registerTool('telling', {}, (ctx) => {
  ctx.progress(1);
  return held(ctx);
});
server.registerTool('asking', {}, async (ctx) => {
  contexts.push(ctx);
  await ctx.elicit({ message: 'Who?', requestedSchema: NAME_FORM });
  return { content: [] };
});
const { url } = await startNode(after, server, { requestTimeoutMs: 0 });

/** The context of the next handler that runs, while `action` makes it run. */
async function nextContext(): Promise<HandlerContext> {
  const index = contexts.length;
  return until(() => contexts[index], { what: 'the handler to run' });
}

const cancel = (session: WireSession, requestId: unknown) =>
  session.notify('notifications/cancelled', { requestId, reason: 'changed my mind' });

async function runningCalls(): Promise<number> {
  const health = await send(url.replace('/mcp', '/health'), { method: 'GET' });
  return (JSON.parse(health.text) as { runningCalls: number }).runningCalls;
}

function assertCancelled({ signal }: HandlerContext): void {
  assert.equal(signal.aborted, true);
  assert.ok(signal.reason instanceof FleetError);
  assert.equal(signal.reason.code, 'CANCELLED');
}

describe('a cancellation', () => {
  for (const id of [1, 'call-1']) {
    test(`of request ${JSON.stringify(id)} aborts it; nothing is answered`, async () => {
      const session = await WireSession.open(url);
      const [ctx, call] = [nextContext(), session.callTool('held', {}, id)];
      const context = await ctx;
      const taken = await cancel(session, id);
      assert.deepEqual([taken.status, taken.text], [202, '']);
      const answer = await call;
      assert.deepEqual([answer.status, answer.text], [202, '']);
      assertCancelled(context);
      assert.equal(await runningCalls(), 0);
    });
  }

  test('of a call that streams ends its stream without an answer', async () => {
    const session = await WireSession.open(url);
    const ctx = nextContext();
    const { events } = await session.openTool('telling', { _meta: { progressToken: 1 } });
    await cancel(session, 1);
    const messages = await events.rest();
    assert.ok(messages.every(({ id }) => id === undefined));
    assertCancelled(await ctx);
  });

  test('of a call that waits for a person ends the question', async () => {
    const session = await WireSession.open(url, { capabilities: { elicitation: {} } });
    const ctx = nextContext();
    const { events } = await session.openTool('asking');
    const question = await events.message();
    await cancel(session, 1);
    assert.deepEqual(await events.rest(), []);
    assertCancelled(await ctx);
    assert.equal((await session.respond(question.id, { result: { action: 'cancel' } })).status, 202);
  });

  const misses: readonly [what: string, requestId: unknown][] = [
    ['of another id', 2],
    ['of the same id as text', '1'],
    ['of no id', undefined],
    ['of null', null],
    ['of an object', {}],
  ];
  for (const [what, requestId] of misses) {
    test(`${what} cancels nothing`, async () => {
      release = Promise.withResolvers();
      const session = await WireSession.open(url);
      const [ctx, call] = [nextContext(), session.callTool('held', {}, 1)];
      const { signal } = await ctx;
      assert.equal((await cancel(session, requestId)).status, 202);
      assert.equal(signal.aborted, false);
      release.resolve();
      assert.equal(textOf((await call).rpc), 'done');
    });
  }

  test('from another session cancels nothing', async () => {
    release = Promise.withResolvers();
    const [session, other] = [await WireSession.open(url), await WireSession.open(url)];
    const [ctx, call] = [nextContext(), session.callTool('held', {}, 1)];
    const { signal } = await ctx;
    assert.equal((await cancel(other, 1)).status, 202);
    assert.equal(signal.aborted, false);
    release.resolve();
    assert.equal((await call).status, 200);
  });

  test('that comes too late means nothing', async () => {
    release = Promise.withResolvers();
    release.resolve();
    const session = await WireSession.open(url);
    assert.equal((await session.callTool('held')).status, 200);
    assert.equal((await cancel(session, 1)).status, 202);
    assert.equal((await session.callTool('held')).status, 200);
  });
});

describe('a client that leaves', () => {
  test('before its answer began does not cancel; the call goes on to its end', async () => {
    release = Promise.withResolvers();
    const session = await WireSession.open(url);
    const ctx = nextContext();
    const req = start(url, { headers: session.headers, body: rpcRequest('tools/call', { name: 'held' }) });
    const { signal } = await ctx;
    const closed = new Promise((resolve) => req.once('close', resolve));
    req.destroy();
    await closed;
    await session.request('ping');
    assert.deepEqual([signal.aborted, await runningCalls()], [false, 1]);
    release.resolve();
    await until(async () => (await runningCalls()) === 0, { what: 'the call to end' });
    assert.equal(signal.aborted, false);
  });

  test('in the middle of a stream can still cancel it by its id', async () => {
    release = Promise.withResolvers();
    const session = await WireSession.open(url);
    const ctx = nextContext();
    const { events } = await session.openTool('telling', { _meta: { progressToken: 1 } });
    await events.message();
    events.cut();
    const context = await ctx;
    await session.request('ping');
    assert.equal(context.signal.aborted, false);
    await cancel(session, 1);
    assertCancelled(context);
    const resumed = await session.listen(events.lastEventId);
    const messages = await resumed.events.rest();
    assert.ok(messages.every(({ result }) => result === undefined));
  });
});
