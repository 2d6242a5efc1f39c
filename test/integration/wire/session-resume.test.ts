// Broken streams of a session: whoever comes back with `Last-Event-ID` gets what was missed, once and in order, then
// what comes; of its own stream and of no other. Source: 2025-11-25 basic/transports "Resumability and Redelivery".

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { HandlerContext } from 'mcp-fleet';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { until } from '../../support/until.ts';
import { newServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';
import { WireSession } from './session.ts';

const contexts: HandlerContext[] = [];
const gates: PromiseWithResolvers<void>[] = [];

const server = newServer();
server.registerTool('held', { scale: { timeoutMs: 0 } }, async (ctx) => {
  const gate = Promise.withResolvers<void>();
  contexts.push(ctx);
  gates.push(gate);
  await gate.promise;
  return { content: [{ type: 'text', text: 'the result' }] };
});
server.registerTool('polled', {}, async (ctx) => {
  ctx.http.closeSSE();
  return { content: [{ type: 'text', text: 'after closing' }] };
});
const { url } = await startNode(after, server, { reconnectDelayMs: 77 });

const progressOf = ({ params }: RpcMessage): unknown => params?.['progress'];

/** A call of `held` with its handler's context and what lets it go on. */
async function hold(session: WireSession, id: string | number = 1) {
  const index = contexts.length;
  const opening = session.openTool('held', { _meta: { progressToken: 'p' } }, id);
  const ctx = await until(() => contexts[index], { what: 'the handler to run' });
  ctx.progress(0);
  const { events } = await opening;
  await events.message();
  return { ctx, events, finish: () => gates[index]?.resolve() };
}

describe('a stream that broke in the middle', () => {
  for (const version of ['2025-11-25', '2025-06-18', '2025-03-26']) {
    test(`goes on in ${version} where it broke, once and in order`, async () => {
      const session = await WireSession.open(url, { version });
      const { ctx, events, finish } = await hold(session);
      ctx.progress(1);
      await events.message();
      events.cut();
      for (let n = 2; n <= 30; n++) ctx.progress(n);
      const resumed = await session.listen(events.lastEventId);
      assert.equal(resumed.status, 200);
      assert.equal(resumed.headers['content-type'], 'text/event-stream');
      for (let n = 2; n <= 30; n++) assert.equal(progressOf(await resumed.events.message()), n);
      ctx.progress(31);
      assert.equal(progressOf(await resumed.events.message()), 31);
      finish();
      const [answer, ...more] = await resumed.events.rest();
      assert.deepEqual([answer?.id, answer?.result !== undefined, more.length], [1, true, 0]);
    });
  }

  test('can break again and again', async () => {
    const session = await WireSession.open(url);
    const { ctx, events, finish } = await hold(session);
    let reader = events;
    for (let n = 1; n <= 10; n++) {
      reader.cut();
      ctx.progress(n);
      reader = (await session.listen(reader.lastEventId)).events;
      assert.equal(progressOf(await reader.message()), n);
    }
    finish();
    assert.equal((await reader.rest()).length, 1);
  });

  test('is not cancelled by that', async () => {
    const session = await WireSession.open(url);
    const { ctx, events, finish } = await hold(session);
    events.cut();
    assert.equal((await session.request('ping')).status, 200);
    assert.equal(ctx.signal.aborted, false);
    finish();
    const resumed = await session.listen(events.lastEventId);
    assert.equal((await resumed.events.rest()).at(-1)?.id, 1);
  });

  test('can be had again from any event, also after its answer', async () => {
    const session = await WireSession.open(url);
    const { ctx, events, finish } = await hold(session, 'call-7');
    const afterFirst = events.lastEventId;
    ctx.progress(1);
    ctx.progress(2);
    finish();
    await events.rest();
    for (const times of [1, 2]) {
      const resumed = await session.listen(afterFirst);
      const messages = await resumed.events.rest();
      assert.deepEqual(messages.map(progressOf).slice(0, 2), [1, 2], `time ${times}`);
      assert.equal(messages.at(-1)?.id, 'call-7');
    }
    const nothing = await session.listen(events.lastEventId);
    assert.deepEqual(await nothing.events.rest(), []);
  });

  test('replaces the connection that still stands', async () => {
    const session = await WireSession.open(url);
    const { ctx, events, finish } = await hold(session);
    const resumed = await session.listen(events.lastEventId);
    assert.equal(await events.next(), undefined);
    ctx.progress(1);
    assert.equal(progressOf(await resumed.events.message()), 1);
    finish();
    await resumed.events.rest();
  });

  test('is told apart from the other streams of its session', async () => {
    const session = await WireSession.open(url);
    const [first, second] = [await hold(session, 1), await hold(session, 2)];
    const listening = await session.listen();
    first.events.cut();
    second.events.cut();
    first.ctx.progress(10);
    second.ctx.progress(20);
    server.sendToolListChanged();
    first.finish();
    second.finish();
    const [one, two] = [
      await session.listen(first.events.lastEventId),
      await session.listen(second.events.lastEventId),
    ];
    const [ofOne, ofTwo] = [await one.events.rest(), await two.events.rest()];
    assert.deepEqual(
      ofOne.map((message) => message.id ?? progressOf(message)),
      [10, 1],
    );
    assert.deepEqual(
      ofTwo.map((message) => message.id ?? progressOf(message)),
      [20, 2],
    );
    assert.equal((await listening.events.message()).method, 'notifications/tools/list_changed');
    assert.equal(listening.events.waiting.length, 0);
    listening.events.cut();
  });
});

describe('a stream that the handler closed', () => {
  test('ends without the answer, which waits to be fetched', async () => {
    const session = await WireSession.open(url);
    const listening = await session.listen();
    const { headers, events } = await session.openTool('polled', {}, 9);
    assert.equal(headers['content-type'], 'text/event-stream');
    const primer = await events.next();
    assert.equal(primer?.data, '');
    assert.equal(await events.next(), undefined);
    assert.equal(events.retryMs, 77);
    const resumed = await session.listen(primer?.id);
    const [answer] = await resumed.events.rest();
    assert.equal(answer?.id, 9);
    listening.events.cut();
  });
});

describe('the id of another stream', () => {
  test('of another session gets nothing of it', async () => {
    const [mine, theirs] = [await WireSession.open(url), await WireSession.open(url)];
    const { ctx, events, finish } = await hold(theirs, 'their-call');
    ctx.progress(1);
    const stolen = await mine.listen(events.lastEventId);
    const messages = await stolen.events.rest();
    assert.deepEqual(
      messages.map(({ error }) => error?.data?.['code']),
      ['NODE_LOST'],
    );
    assert.equal(ctx.signal.aborted, false);
    finish();
    assert.equal((await events.rest()).at(-1)?.id, 'their-call');
  });

  test('of a request that nobody knows is answered with an error that says to send it again', async () => {
    const session = await WireSession.open(url);
    const { events, finish } = await hold(session, 42);
    const lost = events.lastEventId.replace(/-[0-9a-f]{32}-/, `-${'0'.repeat(32)}-`);
    const resumed = await session.listen(lost);
    const [answer, ...more] = await resumed.events.rest();
    assert.deepEqual([answer?.id, answer?.error?.code, more.length], [42, -32015, 0]);
    assert.match(answer?.error?.message ?? '', /send the request again/);
    assert.equal(answer?.error?.data?.['retryable'], true);
    finish();
    await events.rest();
  });

  test('of an event that was never sent goes on with what comes', async () => {
    const session = await WireSession.open(url);
    const { ctx, events, finish } = await hold(session);
    const resumed = await session.listen(events.lastEventId.replace(/\d+$/, '999'));
    ctx.progress(1);
    assert.equal(progressOf(await resumed.events.message()), 1);
    finish();
    assert.equal((await resumed.events.rest()).length, 1);
  });

  for (const id of ['nonsense', '.1', 'x.', 'x.-1', 'x.1.2', 'a b.1', 'x.99999999999999999999', '../x.1']) {
    test(`that is none of ours ("${id}") is refused`, async () => {
      const session = await WireSession.open(url);
      const answer = await session.listen(id);
      assert.equal(answer.status, 400);
      const events = JSON.stringify(answer.headers);
      assert.match(events, /application\/json/);
    });
  }
});

test('a call whose result outgrew what is kept of a stream ends with an error, not with a gap', async (t) => {
  const big = newServer();
  const done = Promise.withResolvers<void>();
  big.registerTool('flood', { scale: { timeoutMs: 0 } }, async (ctx) => {
    ctx.progress(0);
    await done.promise;
    for (let n = 1; n <= 300; n++) ctx.progress(n, undefined, 'x'.repeat(10_000));
    return { content: [] };
  });
  const own = await startNode((stop) => t.after(stop), big);
  const session = await WireSession.open(own.url);
  const { events } = await session.openTool('flood', { _meta: { progressToken: 1 } }, 8);
  await events.message();
  events.cut();
  done.resolve();
  const resumed = await session.listen(events.lastEventId);
  const [answer] = await resumed.events.rest();
  assertRefused(
    {
      status: resumed.status,
      headers: { 'content-type': 'application/json' },
      rpc: answer ?? { jsonrpc: '' },
    },
    {
      status: 200,
      rpcCode: -32015,
      code: 'NODE_LOST',
      says: /send the request again/,
      id: 8,
      retryable: true,
    },
  );
});
