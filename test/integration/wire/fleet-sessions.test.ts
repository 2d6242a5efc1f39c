// Several nodes are one server to a session: it may be opened on one, used on another and ended on a third.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { FleetServer } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { type FleetMember, startFleet } from './fleet.ts';
import { listen, textOf } from './modern.ts';
import { newServer } from './node.ts';
import { NAME_FORM } from './questions-server.ts';
import { WireSession } from './session.ts';

const servers: FleetServer[] = [];
const running: { node: number; reason: unknown }[] = [];

function makeServer(index: number): FleetServer {
  const server = newServer();
  servers[index] = server;
  server.registerTool('where', {}, (ctx) => {
    ctx.log('info', 'seen');
    return { content: [{ type: 'text', text: `node${index}` }] };
  });
  server.registerTool('ask', {}, async (ctx) => {
    const { action, content } = await ctx.elicit({ message: 'Who?', requestedSchema: NAME_FORM });
    return { content: [{ type: 'text', text: `${action} ${content?.['name']} at node${index}` }] };
  });
  server.registerTool('hang', {}, (ctx) => {
    const { promise, reject } = Promise.withResolvers<never>();
    const call = { node: index, reason: undefined as unknown };
    running.push(call);
    ctx.signal.addEventListener('abort', () => {
      call.reason = ctx.signal.reason;
      reject(ctx.signal.reason);
    });
    ctx.progress(1);
    return promise;
  });
  server.registerResource('doc', 'test://doc', {}, () => ({ contents: [{ uri: 'test://doc', text: '' }] }));
  return server;
}

const fleet = await startFleet(after, makeServer, { requestTimeoutMs: 20_000 });
const [first, second, third] = fleet as [FleetMember, FleetMember, FleetMember];

const CAPABILITIES = { elicitation: {} };

test('a session that was opened on one node is served by the others', async () => {
  const session = await WireSession.open(first.url);
  for (const [index, { url }] of fleet.entries()) {
    assert.equal(textOf((await session.through(url).callTool('where')).rpc), `node${index}`);
  }
});

test('a session that was ended on one node is over on all of them when the answer is here', async () => {
  const session = await WireSession.open(first.url);
  for (const { url } of fleet) assert.equal((await session.through(url).request('ping')).status, 200);
  assert.equal((await session.through(third.url).end()).status, 204);
  for (const { url } of fleet) assert.equal((await session.through(url).request('ping')).status, 404);
});

test('the end of a session ends its calls and streams on all nodes', async () => {
  const session = await WireSession.open(first.url);
  running.length = 0;
  const listening = await session.through(second.url).listen();
  await listening.events.next();
  const call = session.through(third.url).openTool('hang', { _meta: { progressToken: 1 } });
  const { events } = await call;
  await events.message();
  await session.end();
  assert.deepEqual(await events.rest(), []);
  await listening.events.rest();
  assert.equal((running[0]?.reason as { code?: string } | undefined)?.code, 'CANCELLED');
});

test('an answer to a question reaches the node that asked, wherever it is posted', async () => {
  const session = await WireSession.open(first.url, { capabilities: CAPABILITIES });
  const asking = await session.through(second.url).openTool('ask');
  const question = await asking.events.message();
  const posted = await session
    .through(third.url)
    .respond(question.id, { result: { action: 'accept', content: { name: 'Ann' } } });
  assert.equal(posted.status, 202);
  assert.equal(textOf(await asking.events.message()), 'accept Ann at node1');
});

test('an answer to a question of another session is nobody’s', async () => {
  const ann = await WireSession.open(first.url, { capabilities: CAPABILITIES });
  const bob = await WireSession.open(first.url, { capabilities: CAPABILITIES });
  const asking = await ann.through(second.url).openTool('ask');
  const { id } = await asking.events.message();
  await bob.through(third.url).respond(id, { result: { action: 'accept', content: { name: 'Bob' } } });
  await ann.through(third.url).respond(id, { result: { action: 'accept', content: { name: 'Ann' } } });
  assert.equal(textOf(await asking.events.message()), 'accept Ann at node1');
});

test('a cancellation reaches the call on whatever node it runs', async () => {
  const session = await WireSession.open(first.url);
  running.length = 0;
  const { events } = await session
    .through(second.url)
    .openTool('hang', { _meta: { progressToken: 1 } }, 'slow');
  await events.message();
  await session.through(third.url).notify('notifications/cancelled', { requestId: 'slow' });
  assert.deepEqual(await events.rest(), []);
  assert.deepEqual(running[0]?.node, 1);
});

test('a log level that was set on one node holds on the others', async () => {
  const session = await WireSession.open(first.url);
  const noisy = async (url: string): Promise<boolean> => {
    const answer = await session.through(url).callTool('where');
    return answer.messages.some(({ method }) => method === 'notifications/message');
  };
  for (const { url } of fleet) assert.equal(await noisy(url), true);
  await session.through(second.url).request('logging/setLevel', { level: 'error' });
  for (const { url } of fleet) {
    await until(async () => !(await noisy(url)), { what: 'the new level' });
  }
});

describe('what changes on one node', () => {
  test('is told to the sessions that listen on others', async () => {
    const session = await WireSession.open(first.url);
    const { events } = await session.through(second.url).listen();
    await events.next();
    servers[2]?.sendToolListChanged();
    assert.equal((await events.message()).method, 'notifications/tools/list_changed');
    events.cut();
  });

  test('is told to those who subscribed to it on a third node', async () => {
    const session = await WireSession.open(first.url);
    const { events } = await session.through(second.url).listen();
    await events.next();
    await session.through(third.url).request('resources/subscribe', { uri: 'test://doc' });
    servers[0]?.sendResourceUpdated('test://doc');
    const notice = await events.message();
    assert.equal(notice.method, 'notifications/resources/updated');
    events.cut();
  });

  test('is told to subscriptions of 2026-07-28 on others', async () => {
    const { events } = await listen(second.url, { toolsListChanged: true });
    servers[0]?.sendToolListChanged();
    assert.equal((await events.message()).method, 'notifications/tools/list_changed');
    events.cut();
  });
});

test('every node says how many there are', async () => {
  for (const { url } of fleet) {
    const health = await fetch(url.replace('/mcp', '/health'));
    assert.equal(((await health.json()) as { nodes: number }).nodes, 3);
  }
});
