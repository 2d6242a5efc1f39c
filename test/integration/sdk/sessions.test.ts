// The servers of sessions: made for the first call, closed when idle, and brought to where the session stands when they
// are made again, be it on another node.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { McpServer, Server } from '@modelcontextprotocol/server';
import { fromSdk, type SdkOptions } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { startFleet } from '../wire/fleet.ts';
import { textOf } from '../wire/modern.ts';
import { startNode } from '../wire/node.ts';
import { WireSession } from '../wire/session.ts';

const NAME_FORM = {
  type: 'object' as const,
  properties: { name: { type: 'string' as const } },
  required: ['name'],
};

/** Servers that count their calls, ask, and log. */
function createServers() {
  const open = new Set<McpServer>();
  const factory = (): McpServer => {
    const server = new McpServer(
      { name: 'sessions', version: '1.0.0' },
      { capabilities: { logging: {}, resources: { subscribe: true } } },
    );
    open.add(server);
    server.server.onclose = () => void open.delete(server);
    let calls = 0;
    const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });
    server.registerTool('count', {}, () => text(`${++calls}`));
    server.registerTool('ask', {}, async () => {
      const answer = await server.server.elicitInput({ message: 'Who?', requestedSchema: NAME_FORM });
      return text(String(answer.content?.['name']));
    });
    server.registerTool('log', {}, async ({ mcpReq }) => {
      await mcpReq.log('debug', 'fine');
      await mcpReq.log('error', 'bad');
      return text('logged');
    });
    server.registerTool('update', {}, async () => {
      await server.server.sendResourceUpdated({ uri: 'test://doc' });
      return text('updated');
    });
    server.registerResource('doc', 'test://doc', {}, () => ({ contents: [{ uri: 'test://doc', text: '' }] }));
    return server;
  };
  return { open, factory };
}

async function serve(t: TestContext, options: SdkOptions = {}) {
  const servers = createServers();
  const atEnd = (stop: () => Promise<void>) => t.after(stop);
  const { url } = await startNode(atEnd, fromSdk(servers.factory, options));
  // The one that serves 2026-07-28 stays.
  return { url, open: servers.open, ofSessions: () => servers.open.size - 1 };
}

const levels = ({ messages }: { messages: readonly { params?: Record<string, unknown> }[] }) =>
  messages.map(({ params }) => params?.['level']).filter((level) => level !== undefined);

test('a session has a server from its first call on, and keeps it for itself', async (t) => {
  const { url, ofSessions } = await serve(t);
  const [one, two] = [await WireSession.open(url), await WireSession.open(url)];
  assert.equal(ofSessions(), 0);
  assert.equal(textOf((await one.callTool('count')).rpc), '1');
  assert.equal(textOf((await one.callTool('count')).rpc), '2');
  assert.equal(textOf((await two.callTool('count')).rpc), '1');
  assert.equal(ofSessions(), 2);
});

test('the server of a session that ended is closed', async (t) => {
  const { url, ofSessions } = await serve(t);
  const session = await WireSession.open(url);
  await session.callTool('count');
  await session.end();
  await until(() => ofSessions() === 0, { what: 'the server to be closed' });
});

test('an idle session has no server, and gets one that knows its client and level', async (t) => {
  const { url, ofSessions } = await serve(t, { idleMs: 30 });
  const session = await WireSession.open(url, { capabilities: { elicitation: { form: {} } } });
  await session.request('logging/setLevel', { level: 'error' });
  await session.callTool('count');
  await until(() => ofSessions() === 0, { what: 'the server to be closed' });
  assert.equal(textOf((await session.callTool('count')).rpc), '1');
  assert.deepEqual(levels(await session.callTool('log')), ['error']);
  const asking = await session.openTool('ask');
  const question = await asking.events.message();
  await session.respond(question.id, { result: { action: 'accept', content: { name: 'Ada' } } });
  assert.equal(textOf(await asking.events.message()), 'Ada');
});

test('a session that watches a resource keeps its server while it listens', async (t) => {
  const { url, open, ofSessions } = await serve(t, { idleMs: 20 });
  const session = await WireSession.open(url);
  const listening = await session.listen();
  assert.deepEqual((await session.request('resources/subscribe', { uri: 'test://doc' })).rpc.result, {});
  const other = await WireSession.open(url);
  await other.callTool('count');
  // When that one has gone, this one would have too.
  await until(() => ofSessions() === 1, { what: 'the other server to be closed' });
  for (const server of open) void server.server.sendResourceUpdated({ uri: 'test://doc' });
  assert.partialDeepStrictEqual(await listening.events.message(), {
    method: 'notifications/resources/updated',
    params: { uri: 'test://doc' },
  });
});

test('a node that never saw the session serves it, whoever is asked and wherever the client answers', async (t) => {
  const atEnd = (stop: () => Promise<void>) => t.after(stop);
  const fleet = await startFleet(atEnd, () => fromSdk(createServers().factory), { size: 2 });
  const [first, second] = fleet.map(({ url }) => url) as [string, string];
  const session = await WireSession.open(first, { capabilities: { elicitation: { form: {} } } });
  await session.callTool('count');
  const elsewhere = session.through(second);
  const asking = await elsewhere.openTool('ask');
  const question = await asking.events.message();
  await session.respond(question.id, { result: { action: 'accept', content: { name: 'Ada' } } });
  assert.equal(textOf(await asking.events.message()), 'Ada');
});

test('a level that is set on one node holds for the servers of the others', async (t) => {
  const atEnd = (stop: () => Promise<void>) => t.after(stop);
  const fleet = await startFleet(atEnd, () => fromSdk(createServers().factory), { size: 2 });
  const [first, second] = fleet.map(({ url }) => url) as [string, string];
  const session = await WireSession.open(first);
  for (const level of ['error', 'debug']) {
    await session.through(second).request('logging/setLevel', { level });
    const expected = level === 'error' ? 1 : 2;
    await until(async () => levels(await session.callTool('log')).length === expected, { what: level });
  }
});

test('an update is told to a client that listens on another node', async (t) => {
  const atEnd = (stop: () => Promise<void>) => t.after(stop);
  const fleet = await startFleet(atEnd, () => fromSdk(createServers().factory), { size: 2 });
  const [first, second] = fleet.map(({ url }) => url) as [string, string];
  const session = await WireSession.open(first);
  const listening = await session.through(second).listen();
  await listening.events.next();
  await session.request('resources/subscribe', { uri: 'test://doc' });
  await session.callTool('update');
  assert.partialDeepStrictEqual(await listening.events.message(), {
    method: 'notifications/resources/updated',
    params: { uri: 'test://doc' },
  });
});

test('a low-level server decides on levels and subscriptions itself', async (t) => {
  const heard: string[] = [];
  const factory = (): Server => {
    const server = new Server(
      { name: 'low', version: '1.0.0' },
      { capabilities: { tools: {}, logging: {}, resources: { subscribe: true } } },
    );
    server.setRequestHandler('logging/setLevel', ({ params }) => {
      heard.push(params.level);
      return {};
    });
    server.setRequestHandler('resources/subscribe', ({ params }) => {
      if (params.uri === 'test://secret') throw new Error('Not that one.');
      heard.push(params.uri);
      return {};
    });
    server.setRequestHandler('tools/list', () => ({ tools: [] }));
    return server;
  };
  const { url } = await startNode((stop) => t.after(stop), fromSdk(factory));
  const session = await WireSession.open(url);
  await session.request('logging/setLevel', { level: 'alert' });
  await session.request('resources/subscribe', { uri: 'test://doc' });
  const refused = await session.request('resources/subscribe', { uri: 'test://secret' });
  assert.equal(refused.rpc.error?.message, 'Not that one.');
  assert.deepEqual(heard, ['alert', 'test://doc']);
});
