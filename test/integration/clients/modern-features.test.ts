// What only 2026-07-28 has, through client v2: mirrored headers, freshness hints, subscriptions with a filter that the
// server narrows, and questions that the client's user answers by hand.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { FleetNode, FleetServer } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import type { Wire } from './client.ts';
import { createFixture } from './fixture-server.ts';
import { sentOf } from './recording-fetch.ts';
import { textOf } from './text-of.ts';
import { connectV2, type V2Client } from './v2-client.ts';

const { server } = createFixture();
const node = new FleetNode(server, { port: 0 });
let url: string;
let client: V2Client;
before(async () => {
  url = await node.start();
});
beforeEach(async () => {
  client = await connectV2(url, { mode: 'auto', autoFulfill: false, capabilities: { elicitation: {} } });
});
afterEach(() => client.close());
after(() => node.stop());

function regionsSent(): unknown[] {
  return sentOf(client.sent, 'tools/call').map(({ status, headers }) => [
    status,
    headers.get('mcp-param-region'),
    headers.get('mcp-param-shard'),
  ]);
}

test('marked arguments of a listed tool are mirrored into headers that the server accepts', async () => {
  await client.list('tools');
  assert.equal(textOf(await client.call('regional', { region: 'eu-west-1', shard: 7 })), 'eu-west-1/7');
  assert.equal(textOf(await client.call('regional', { region: ' Île ' })), ' Île /any');
  assert.equal(textOf(await client.call('regional', { region: '=?base64?eA==?=' })), '=?base64?eA==?=/any');
  assert.deepEqual(regionsSent(), [
    [200, 'eu-west-1', '7'],
    [200, '=?base64?IMOObGUg?=', null],
    [200, '=?base64?PT9iYXNlNjQ/ZUE9PT89?=', null],
  ]);
});

test('a client that has not listed the tools is told which header is missing, and recovers', async () => {
  assert.equal(textOf(await client.call('regional', { region: 'eu-west-1' })), 'eu-west-1/any');
  assert.deepEqual(regionsSent(), [
    [400, null, null],
    [200, 'eu-west-1', null],
  ]);
});

test('a list is served from the cache of the client for as long as the server says, or until it changes', async () => {
  await client.list('tools');
  await client.list('tools');
  assert.equal(sentOf(client.sent, 'tools/list').length, 1);
  await client.list('prompts');
  await client.list('prompts');
  assert.equal(sentOf(client.sent, 'prompts/list').length, 2);
  await client.listen({ toolsListChanged: true });
  server.sendToolListChanged();
  await until(() => client.notices.length === 1, { what: 'the change' });
  await client.list('tools');
  assert.equal(sentOf(client.sent, 'tools/list').length, 2);
});

test('a resource is served from the cache of the client until it is updated', async () => {
  await client.listen({ resourceSubscriptions: ['feed://news'] });
  await client.read('feed://news');
  await client.read('feed://news');
  assert.equal(sentOf(client.sent, 'resources/read').length, 1);
  server.sendResourceUpdated('feed://news');
  await until(() => client.notices.length === 1, { what: 'the update' });
  await client.read('feed://news');
  assert.equal(sentOf(client.sent, 'resources/read').length, 2);
});

test('a subscription names what of its filter the server honours', async () => {
  const everything = {
    toolsListChanged: true,
    promptsListChanged: true,
    resourcesListChanged: true,
    resourceSubscriptions: ['config://app'],
  };
  const subscription = await client.sdk.listen(everything);
  assert.deepEqual(subscription.honoredFilter, everything);
  await subscription.close();
  assert.equal(await subscription.closed, 'local');

  const toolsOnly = new FleetServer({ name: 'tools-only', version: '1.0.0' });
  toolsOnly.registerTool('one', {}, () => ({ content: [] }));
  const other = new FleetNode(toolsOnly, { port: 0 });
  const narrow = await connectV2(await other.start(), { mode: 'auto' });
  const narrowed = await narrow.sdk.listen(everything);
  assert.deepEqual(narrowed.honoredFilter, { toolsListChanged: true });
  await other.stop();
  assert.equal(await narrowed.closed, 'graceful');
  await narrow.close();
});

test('a question can be answered by hand, and its state is opaque and cannot be changed', async () => {
  const params = { name: 'return-in-steps', arguments: { order: 'tea' } };
  const first = await callByHand(params);
  assert.deepEqual(Object.keys(first['inputRequests'] as Wire), ['who']);
  const who = { action: 'accept', content: { name: 'Ada' } };
  const second = await callByHand({
    ...params,
    inputResponses: { who },
    requestState: first['requestState'],
  });
  assert.deepEqual(Object.keys(second['inputRequests'] as Wire), ['colour']);
  const state = String(second['requestState']);
  assert.doesNotMatch(Buffer.from(state, 'base64url').toString(), /Ada/);
  const colour = { action: 'accept', content: { colour: 'green' } };
  const answered = { ...params, inputResponses: { colour } };
  for (const wrong of [
    { ...answered, requestState: `${state}x` },
    { ...answered, requestState: state, arguments: { order: 'poison' } },
    { ...answered, requestState: state, name: 'ask-form' },
  ]) {
    assert.partialDeepStrictEqual(await client.failure(callByHand(wrong)), {
      kind: 'rpc',
      code: -32602,
      data: { code: 'INVALID_REQUEST_STATE' },
    });
  }
  const done = await callByHand({ ...answered, requestState: state });
  assert.equal(textOf(done), 'tea for Ada in green');
});

function callByHand(params: Wire): Promise<Wire> {
  return client.sdk.request({ method: 'tools/call', params }, { allowInputRequired: true });
}
