// Changes told over the pipe: to subscriptions of 2026-07-28, each by its own id, and to the session.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { LineClient } from './line-client.ts';
import { type Served, serveLines } from './serve.ts';

let served: Served;
let client: LineClient;
beforeEach(() => {
  served = serveLines({ maxStreams: 2 });
  client = served.client;
});
afterEach(async () => {
  client.end();
  await served.done;
});

const idOf = (params: Record<string, unknown> | undefined): unknown =>
  (params?.['_meta'] as Record<string, unknown>)?.['io.modelcontextprotocol/subscriptionId'];

function listen(id: string, notifications: object): void {
  client.modern(id, 'subscriptions/listen', { notifications });
}

test('a subscription is acknowledged first, then told what it asked for, under its id', async () => {
  listen('tools', { toolsListChanged: true });
  listen('config', { resourceSubscriptions: ['config://app'] });
  for (const id of ['tools', 'config']) {
    const { method, params } = await client.next();
    assert.equal(method, 'notifications/subscriptions/acknowledged');
    assert.equal(idOf(params), id);
  }
  served.fixture.server.sendResourceUpdated('config://app');
  served.fixture.server.sendPromptListChanged();
  served.fixture.server.sendToolListChanged();
  const [updated, changed] = [await client.next(), await client.next()];
  assert.deepEqual(
    [updated, changed].map(({ method, params }) => [method, idOf(params)]),
    [
      ['notifications/resources/updated', 'config'],
      ['notifications/tools/list_changed', 'tools'],
    ],
  );
});

test('a subscription that its client cancels ends without an answer and makes room', async () => {
  listen('one', { toolsListChanged: true });
  listen('two', { toolsListChanged: true });
  await client.next();
  await client.next();
  listen('three', { toolsListChanged: true });
  assert.partialDeepStrictEqual(await client.next(), { id: 'three', error: { code: -32010 } });
  client.notify('notifications/cancelled', { requestId: 'one' });
  served.fixture.server.sendToolListChanged();
  assert.equal(idOf((await client.next()).params), 'two');
  listen('three', { promptsListChanged: true });
  assert.equal(idOf((await client.next()).params), 'three');
});

test('at the end every subscription is answered, so that its client knows', async () => {
  listen('one', { toolsListChanged: true });
  await client.next();
  client.end();
  await served.done;
  assert.partialDeepStrictEqual(await client.rest(), [{ id: 'one', result: { resultType: 'complete' } }]);
});

test('a session is told of lists, and of the resources that it subscribed to', async () => {
  await client.open();
  client.request(1, 'resources/subscribe', { uri: 'config://app' });
  assert.equal((await client.next()).id, 1);
  served.fixture.server.sendResourceUpdated('feed://news');
  served.fixture.server.sendResourceUpdated('config://app');
  assert.deepEqual(await client.next(), {
    jsonrpc: '2.0',
    method: 'notifications/resources/updated',
    params: { uri: 'config://app' },
  });
  served.fixture.server.sendToolListChanged();
  assert.equal((await client.next()).method, 'notifications/tools/list_changed');
  client.request(2, 'resources/unsubscribe', { uri: 'config://app' });
  assert.equal((await client.next()).id, 2);
  served.fixture.server.sendResourceUpdated('config://app');
  client.request(3, 'ping');
  assert.equal((await client.next()).id, 3);
});
