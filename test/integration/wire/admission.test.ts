// What the node does with more calls than it may run: some wait, the rest is told when to come back, and whoever is
// being asked something does not hold up the others.

import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { HandlerContext, NodeOptions } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { send } from './http.ts';
import { callTool, modern, openModern, textOf } from './modern.ts';
import { identifyByHeader, newServer, startNode } from './node.ts';
import { NAME_FORM } from './questions-server.ts';
import { assertRefused } from './refusal.ts';
import { WireSession } from './session.ts';

/** A node whose tools end when the test says so. */
async function gated(t: TestContext, options: NodeOptions) {
  const server = newServer();
  const gates: ((text: string) => void)[] = [];
  const started: string[] = [];
  const gate = async (name: string, ctx: HandlerContext) => {
    started.push(name);
    const { promise, resolve } = Promise.withResolvers<string>();
    gates.push(resolve);
    ctx.signal.addEventListener('abort', () => resolve('aborted'));
    return { content: [{ type: 'text' as const, text: await promise }] };
  };
  for (const name of ['work', 'other']) server.registerTool(name, {}, (ctx) => gate(name, ctx));
  server.registerTool('narrow', { scale: { maxConcurrent: 1 } }, (ctx) => gate('narrow', ctx));
  server.registerTool('asking', {}, async (ctx) => {
    started.push('asking');
    const { content } = await ctx.elicit({ message: 'Who?', requestedSchema: NAME_FORM });
    return { content: [{ type: 'text', text: JSON.stringify(content) }] };
  });
  server.registerTool('quick', {}, () => ({ content: [{ type: 'text', text: 'quick' }] }));
  server.registerResource('doc', 'test://doc', {}, () => ({ contents: [{ uri: 'test://doc', text: '' }] }));
  const { url } = await startNode(t.after.bind(t), server, { identify: identifyByHeader, ...options });
  const running = (count: number) =>
    until(() => started.length === count || undefined, { what: `${count} started handlers` });
  return { url, started, running, finish: (text = 'done') => gates.shift()?.(text) };
}

const health = async (url: string) => {
  const { text } = await send(url.replace('/mcp', '/health'), { method: 'GET' });
  return JSON.parse(text);
};

const waiting = (url: string, count: number) =>
  until(async () => (await health(url)).load.queued === count || undefined, {
    what: `${count} calls that wait`,
  });

describe('a node that runs as many calls as it may', () => {
  test('lets the next one wait, and runs it when a slot comes free', async (t) => {
    const node = await gated(t, { admission: { maxConcurrent: 1 } });
    const first = callTool(node.url, 'work');
    await node.running(1);
    const second = callTool(node.url, 'other');
    await waiting(node.url, 1);
    assert.deepEqual(node.started, ['work']);
    node.finish('first');
    assert.equal(textOf((await first).rpc), 'first');
    await node.running(2);
    node.finish('second');
    assert.equal(textOf((await second).rpc), 'second');
  });

  test('refuses what does not fit its queue, and says when to come back', async (t) => {
    const node = await gated(t, { admission: { maxConcurrent: 1, maxQueue: 0 } });
    const first = callTool(node.url, 'work');
    await node.running(1);
    const refused = await callTool(node.url, 'work');
    assertRefused(refused, {
      status: 503,
      rpcCode: -32010,
      code: 'OVERLOADED',
      id: 1,
      retryable: true,
      says: /too many calls wait already/,
    });
    assert.equal(refused.rpc.error?.data?.['reason'], 'queue-full');
    assert.match(String(refused.headers['retry-after']), /^\d+$/);
    node.finish();
    assert.equal((await first).status, 200);
  });

  test('refuses work in a session in the same words', async (t) => {
    const node = await gated(t, { admission: { maxConcurrent: 1, maxQueue: 0 } });
    const session = await WireSession.open(node.url);
    const first = session.callTool('work', {}, 'first');
    await node.running(1);
    const refused = await session.callTool('work', {}, 'second');
    assertRefused(refused, {
      status: 503,
      rpcCode: -32010,
      code: 'OVERLOADED',
      id: 'second',
      retryable: true,
      says: /too many calls wait already/,
    });
    node.finish();
    assert.equal(textOf((await first).rpc), 'done');
  });

  test('still answers lists, discovery, pings and its health', async (t) => {
    const node = await gated(t, { admission: { maxConcurrent: 1, maxQueue: 0 } });
    const session = await WireSession.open(node.url);
    const first = callTool(node.url, 'work');
    await node.running(1);
    assert.equal((await modern(node.url, 'tools/list')).status, 200);
    assert.equal((await modern(node.url, 'server/discover')).status, 200);
    assert.equal((await session.request('ping')).status, 200);
    assert.deepEqual((await health(node.url)).load, { running: 1, limit: 1, queued: 0, maxQueue: 0 });
    assert.equal((await modern(node.url, 'resources/read', { uri: 'test://doc' })).status, 503);
    node.finish();
    await first;
  });

  test('forgets a waiting call whose client has left', async (t) => {
    const node = await gated(t, { admission: { maxConcurrent: 1 } });
    const first = callTool(node.url, 'work');
    await node.running(1);
    const left = openModern(node.url, 'tools/call', { name: 'other', arguments: {} }).catch(() => undefined);
    await waiting(node.url, 1);
    const session = await WireSession.open(node.url);
    const cancelled = session.callTool('other', {}, 'soon gone');
    await waiting(node.url, 2);
    await session.notify('notifications/cancelled', { requestId: 'soon gone' });
    assert.equal((await cancelled).status, 202);
    await waiting(node.url, 1);
    node.finish();
    await first;
    await node.running(2);
    node.finish();
    await left;
    assert.deepEqual(node.started, ['work', 'other']);
  });

  test('refuses at once a call whose deadline is before its turn, as far as earlier calls can tell', async (t) => {
    const node = await gated(t, {
      admission: { maxConcurrent: 1 },
      tools: { other: { timeoutMs: 40 } },
      requestTimeoutMs: 60_000,
    });
    const past = callTool(node.url, 'work');
    await node.running(1);
    const startedAtMs = performance.now();
    await until(() => performance.now() - startedAtMs > 100, { what: 'a call that lasts' });
    node.finish();
    await past;
    const first = callTool(node.url, 'work');
    await node.running(2);
    const refused = await callTool(node.url, 'other');
    assert.equal(refused.status, 503);
    assert.equal(refused.rpc.error?.data?.['reason'], 'deadline');
    node.finish();
    await first;
    assert.deepEqual(node.started, ['work', 'work']);
  });

  test('gives the slot of a call that asks its client to others, in a session', async (t) => {
    const node = await gated(t, { admission: { maxConcurrent: 1, maxQueue: 0 } });
    const session = await WireSession.open(node.url, { capabilities: { elicitation: {} } });
    const asking = await session.openTool('asking');
    const question = await asking.events.message();
    assert.equal(question.method, 'elicitation/create');
    assert.equal(textOf((await callTool(node.url, 'quick')).rpc), 'quick');
    const { id } = question as unknown as { id: string };
    await session.respond(id, { result: { action: 'accept', content: { name: 'Ann' } } });
    assert.equal(textOf(await asking.events.message()), '{"name":"Ann"}');
  });
});

describe('a tool with a limit of its own', () => {
  test('does not hold up the others', async (t) => {
    const node = await gated(t, {});
    const first = callTool(node.url, 'narrow');
    await node.running(1);
    const second = callTool(node.url, 'narrow');
    await waiting(node.url, 1);
    assert.equal(textOf((await callTool(node.url, 'quick')).rpc), 'quick');
    node.finish();
    await first;
    await node.running(2);
    node.finish();
    assert.equal((await second).status, 200);
  });

  test('takes it from the operator, too, who goes before the author', async (t) => {
    const node = await gated(t, { tools: { 'nar*': { maxConcurrent: 2 } } });
    const calls = [callTool(node.url, 'narrow'), callTool(node.url, 'narrow')];
    await node.running(2);
    node.finish();
    node.finish();
    for (const { status } of await Promise.all(calls)) assert.equal(status, 200);
  });
});

test('a principal that floods waits behind one that does not', async (t) => {
  const node = await gated(t, { admission: { maxConcurrent: 1 } });
  const as = (user: string, name: string) => callTool(node.url, name, {}, { headers: { 'X-User': user } });
  const flood = [as('many', 'work'), as('many', 'work'), as('many', 'work'), as('many', 'work')];
  await node.running(1);
  await waiting(node.url, 3);
  const single = as('one', 'other');
  await waiting(node.url, 4);
  node.finish();
  await node.running(2);
  node.finish();
  await node.running(3);
  assert.ok(node.started.slice(0, 3).includes('other'), `ran ${node.started}`);
  for (let rest = 0; rest < 3; rest++) {
    await node.running(Math.min(5, 3 + rest));
    node.finish();
  }
  assert.equal((await single).status, 200);
  for (const { status } of await Promise.all(flood)) assert.equal(status, 200);
});

test('without admission as many calls run as come', async (t) => {
  const node = await gated(t, { admission: false });
  const calls = Array.from({ length: 120 }, () => callTool(node.url, 'work'));
  await node.running(120);
  for (let count = 0; count < 120; count++) node.finish();
  for (const { status } of await Promise.all(calls)) assert.equal(status, 200);
});

test('a limit for a tool that is not there fails the start', async (t) => {
  const options = { tools: { wrok: { maxConcurrent: 1 } } };
  await assert.rejects(gated(t, options), {
    name: 'ConfigurationError',
    message: 'tools["wrok"] fits no tool; there are work, other, narrow, asking, quick.',
  });
});
