// Every change that an author makes to what a server offers is told to the clients that asked, in both eras, once a
// turn of the event loop. Sources: 2026-07-28 basic/patterns/subscriptions; 2025-11-25 server/{tools,prompts,resources}.

import assert from 'node:assert/strict';
import { after, afterEach, describe, test } from 'node:test';
import { ResourceTemplate } from 'mcp-fleet';
import type { RpcMessage, SseReader } from '../../support/sse-reader.ts';
import { listen, modern } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { WireSession } from './session.ts';

const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const server = newServer();
const tool = server.registerTool('tool', {}, () => ({ content: [] }));
const prompt = server.registerPrompt('prompt', {}, () => ({ messages: [] }));
const resource = server.registerResource('one', 'test://one', {}, () => ({ contents: [] }));
const template = server.registerResource(
  'many',
  new ResourceTemplate('test://many/{id}', { list: undefined }),
  {},
  () => ({
    contents: [],
  }),
);
const { url } = await startNode(after, server);

const ALL = {
  toolsListChanged: true,
  promptsListChanged: true,
  resourcesListChanged: true,
  resourceSubscriptions: ['test://one'],
};
const modernEvents = (await listen(url, ALL)).events;
const session = await WireSession.open(url);
await session.request('resources/subscribe', { uri: 'test://one' });
const sessionEvents = (await session.listen()).events;

/** What was told up to now: an update of a resource, which comes after everything else, marks the end. */
async function toldOn(events: SseReader): Promise<RpcMessage[]> {
  const told: RpcMessage[] = [];
  for (;;) {
    const message = await events.message();
    if (message.method === 'notifications/resources/updated') return told;
    told.push(message);
  }
}

async function told(): Promise<{ modern: RpcMessage[]; session: RpcMessage[] }> {
  server.sendResourceUpdated('test://one');
  return { modern: await toldOn(modernEvents), session: await toldOn(sessionEvents) };
}

async function assertToldOnce(kind: string): Promise<void> {
  const method = `notifications/${kind}/list_changed`;
  const { modern: ofModern, session: ofSession } = await told();
  assert.deepEqual(ofModern, [{ jsonrpc: '2.0', method, params: { _meta: { [SUBSCRIPTION]: 1 } } }]);
  assert.deepEqual(ofSession, [{ jsonrpc: '2.0', method }]);
}

async function names(method: string, member: string): Promise<string[]> {
  const { rpc } = await modern(url, method);
  return ((rpc.result?.[member] ?? []) as { name: string }[]).map(({ name }) => name);
}

afterEach(async () => {
  // Nothing more came than what a test looked at.
  assert.deepEqual(await told(), { modern: [], session: [] });
});

describe('clients are told once when a tool', () => {
  test('is disabled, and again when it is enabled', async () => {
    tool.disable();
    await assertToldOnce('tools');
    assert.deepEqual(await names('tools/list', 'tools'), []);
    tool.enable();
    await assertToldOnce('tools');
    assert.deepEqual(await names('tools/list', 'tools'), ['tool']);
  });

  test('is updated', async () => {
    tool.update({ description: 'better' });
    await assertToldOnce('tools');
    const { rpc } = await modern(url, 'tools/list');
    assert.match(JSON.stringify(rpc.result), /"description":"better"/);
  });

  test('is renamed, keeping its place', async () => {
    tool.update({ name: 'renamed' });
    await assertToldOnce('tools');
    assert.deepEqual(await names('tools/list', 'tools'), ['renamed']);
    tool.update({ name: 'tool' });
    await assertToldOnce('tools');
  });

  test('is added, and again when it is removed', async () => {
    const added = server.registerTool('added', {}, () => ({ content: [] }));
    await assertToldOnce('tools');
    assert.deepEqual(await names('tools/list', 'tools'), ['tool', 'added']);
    added.remove();
    await assertToldOnce('tools');
    assert.deepEqual(await names('tools/list', 'tools'), ['tool']);
  });

  test('list is said to have changed by the author', async () => {
    server.sendToolListChanged();
    await assertToldOnce('tools');
  });
});

describe('clients are told once when', () => {
  const changes: readonly [what: string, kind: string, change: () => void, undo: () => void][] = [
    ['a prompt is disabled', 'prompts', () => prompt.disable(), () => prompt.enable()],
    [
      'a prompt is updated',
      'prompts',
      () => prompt.update({ title: 'A' }),
      () => prompt.update({ title: 'B' }),
    ],
    ['a resource is disabled', 'resources', () => resource.disable(), () => resource.enable()],
    [
      'a resource is updated',
      'resources',
      () => resource.update({ title: 'A' }),
      () => resource.update({ title: 'B' }),
    ],
    ['a template is disabled', 'resources', () => template.disable(), () => template.enable()],
    [
      'a template is updated',
      'resources',
      () => template.update({ title: 'A' }),
      () => template.update({ title: 'B' }),
    ],
    [
      'the prompts are said to have changed',
      'prompts',
      () => server.sendPromptListChanged(),
      () => server.sendPromptListChanged(),
    ],
    [
      'the resources are said to have changed',
      'resources',
      () => server.sendResourceListChanged(),
      () => server.sendResourceListChanged(),
    ],
  ];
  for (const [what, kind, change, undo] of changes) {
    test(`${what}, and again when that is undone`, async () => {
      change();
      await assertToldOnce(kind);
      undo();
      await assertToldOnce(kind);
    });
  }
});

test('what changes nothing is not told', async () => {
  tool.enable();
  prompt.enable();
  assert.throws(
    () => server.registerTool('tool', {}, () => ({ content: [] })),
    /"tool" is already registered/,
  );
});

test('a hundred changes of one turn are told once, and of each kind', async () => {
  for (let n = 0; n < 100; n++) {
    tool.update({ description: `version ${n}` });
    prompt.update({ description: `version ${n}` });
    server.sendResourceUpdated('test://one');
  }
  const { modern: ofModern, session: ofSession } = await told();
  for (const messages of [ofModern, ofSession]) {
    assert.deepEqual(
      messages.map(({ method }) => method),
      ['notifications/tools/list_changed', 'notifications/prompts/list_changed'],
    );
  }
});

describe('updates of resources', () => {
  test('reach only those who named the resource, character by character', async () => {
    for (const uri of ['test://two', 'test://one/', 'test://one?x', 'test://ONE', 'test://']) {
      server.sendResourceUpdated(uri);
    }
    const other = await listen(url, { resourceSubscriptions: ['test://two'] }, 2);
    server.sendResourceUpdated('test://two');
    assert.equal((await other.events.message()).params?.['uri'], 'test://two');
    other.events.cut();
  });

  test('reach those who only want them, and no others', async () => {
    const { events } = await listen(url, { toolsListChanged: true }, 3);
    server.sendResourceUpdated('test://one');
    server.sendPromptListChanged();
    server.sendToolListChanged();
    assert.equal((await events.message()).method, 'notifications/tools/list_changed');
    events.cut();
    for (const reader of [modernEvents, sessionEvents]) {
      const methods = [await reader.message(), await reader.message(), await reader.message()];
      assert.deepEqual(
        methods.map(({ method }) => method),
        [
          'notifications/resources/updated',
          'notifications/prompts/list_changed',
          'notifications/tools/list_changed',
        ],
      );
    }
  });

  test('of several resources in one turn are all told', async () => {
    const uris = ['test://a', 'test://b', 'test://c'];
    const { events } = await listen(url, { resourceSubscriptions: uris }, 4);
    for (const uri of [...uris, ...uris]) server.sendResourceUpdated(uri);
    for (const uri of uris) assert.equal((await events.message()).params?.['uri'], uri);
    assert.equal(events.waiting.length, 0);
    events.cut();
  });
});

test('a stopped node no longer listens to its server', async (t) => {
  const own = newServer();
  const handle = own.registerTool('tool', {}, () => ({ content: [] }));
  const { node, url: ownUrl } = await startNode((stop) => t.after(stop), own);
  const { events } = await listen(ownUrl, { toolsListChanged: true });
  await node.stop();
  handle.disable();
  assert.equal((await events.rest()).length, 1);
});
