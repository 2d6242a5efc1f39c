// `subscriptions/listen`: acknowledged first, told only what was asked for, ended so that it can be told from a broken
// connection. Source: 2026-07-28 basic/patterns/subscriptions.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { FleetServer } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { send } from './http.ts';
import { callTool, listen, modern, openModern } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';
const URI = 'test://watched';

function fullServer(): FleetServer {
  const server = newServer();
  server.registerTool('tool', {}, () => ({ content: [] }));
  server.registerPrompt('prompt', {}, () => ({ messages: [] }));
  server.registerResource('watched', URI, {}, () => ({ contents: [] }));
  return server;
}

const server = fullServer();
const { url } = await startNode(after, server, { sseKeepAliveMs: 20 });
const ALL = {
  toolsListChanged: true,
  promptsListChanged: true,
  resourcesListChanged: true,
  resourceSubscriptions: [URI],
};

async function openStreams(): Promise<number> {
  const health = await send(url.replace('/mcp', '/health'), { method: 'GET' });
  return (JSON.parse(health.text) as { openStreams: number }).openStreams;
}

describe('the acknowledgement', () => {
  test('comes first, names the subscription and what will be told', async () => {
    const { status, headers, events, acknowledged } = await listen(url, ALL, 'sub-1');
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/event-stream');
    assert.equal(headers['x-accel-buffering'], 'no');
    assert.deepEqual(acknowledged, {
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta: { [SUBSCRIPTION]: 'sub-1' }, notifications: ALL },
    });
    events.cut();
  });

  test('leaves out what was not asked for, and what is unknown', async () => {
    const filter = {
      toolsListChanged: true,
      promptsListChanged: false,
      resourceSubscriptions: [],
      moonPhase: true,
    };
    const { events, acknowledged } = await listen(url, filter);
    assert.deepEqual(acknowledged.params?.['notifications'], { toolsListChanged: true });
    events.cut();
  });

  test('leaves out what the server does not offer', async (t) => {
    const quiet = new FleetServer(
      { name: 'q', version: '1' },
      { capabilities: { tools: { listChanged: false } } },
    );
    quiet.registerPrompt('prompt', {}, () => ({ messages: [] }));
    const other = await startNode((stop) => t.after(stop), quiet);
    const { events, acknowledged } = await listen(other.url, ALL);
    assert.deepEqual(acknowledged.params?.['notifications'], { promptsListChanged: true });
    events.cut();
  });

  test('of nothing is followed by the end', async () => {
    for (const filter of [{}, { toolsListChanged: false }, { resourceSubscriptions: [] }]) {
      const { events, acknowledged } = await listen(url, filter, 77);
      assert.deepEqual(acknowledged.params?.['notifications'], {});
      const [end, ...more] = await events.rest();
      assert.deepEqual([end?.id, end?.result?.['resultType'], more.length], [77, 'complete', 0]);
    }
  });
});

describe('a filter', () => {
  const cases: readonly [what: string, params: object, says: RegExp][] = [
    ['that is missing', {}, /"notifications" must be an object/],
    ['that is an array', { notifications: [] }, /"notifications" must be an object/],
    [
      'with a flag that is no boolean',
      { notifications: { toolsListChanged: 'yes' } },
      /"toolsListChanged" must be/,
    ],
    ['with one URI', { notifications: { resourceSubscriptions: URI } }, /must be an array of URIs/],
    ['with numbers', { notifications: { resourceSubscriptions: [1] } }, /must be an array of URIs/],
    [
      'with too many URIs',
      { notifications: { resourceSubscriptions: Array.from({ length: 1001 }, (_, n) => `test://${n}`) } },
      /may name 1000 URIs/,
    ],
  ];
  for (const [what, params, says] of cases) {
    test(`${what} is refused`, async () => {
      const answer = await modern(url, 'subscriptions/listen', params);
      assertRefused(answer, { status: 400, rpcCode: -32602, code: 'INVALID_PARAMS', says, id: 1 });
    });
  }
});

describe('a subscription', () => {
  test('is told under its own id, however many there are', async () => {
    const first = await listen(url, { resourceSubscriptions: [URI] }, 1);
    const second = await listen(url, { resourceSubscriptions: [URI] }, 'two');
    const twin = await listen(url, { resourceSubscriptions: [URI] }, 1);
    server.sendResourceUpdated(URI);
    for (const [subscription, id] of [
      [first, 1],
      [second, 'two'],
      [twin, 1],
    ] as const) {
      assert.deepEqual(await subscription.events.message(), {
        jsonrpc: '2.0',
        method: 'notifications/resources/updated',
        params: { _meta: { [SUBSCRIPTION]: id }, uri: URI },
      });
      subscription.events.cut();
    }
  });

  test('is kept alive by comments', async () => {
    const { events } = await listen(url, ALL);
    await until(() => events.comments >= 3, { what: 'three comments' });
    assert.equal(events.waiting.length, 0);
    events.cut();
  });

  test('hears nothing of requests', async () => {
    const { events } = await listen(url, ALL);
    const meta = { progressToken: 1, 'io.modelcontextprotocol/logLevel': 'debug' };
    await callTool(url, 'tool', {}, { meta });
    server.sendResourceUpdated(URI);
    assert.equal((await events.message()).method, 'notifications/resources/updated');
    events.cut();
  });

  test('is forgotten when its client leaves', async () => {
    await until(async () => (await openStreams()) === 0, { what: 'earlier streams to be gone' });
    const { events } = await listen(url, ALL);
    assert.equal(await openStreams(), 1);
    events.cut();
    await until(async () => (await openStreams()) === 0, { what: 'the stream to be gone' });
    server.sendResourceUpdated(URI);
  });
});

describe('when the node stops', () => {
  test('every subscription is answered and closed', async (t) => {
    const { node, url: ownUrl } = await startNode((stop) => t.after(stop), fullServer());
    const [first, second] = await Promise.all([listen(ownUrl, ALL, 5), listen(ownUrl, ALL, 'six')]);
    const stopped = node.stop();
    for (const [{ events }, id] of [
      [first, 5],
      [second, 'six'],
    ] as const) {
      assert.deepEqual(await events.rest(), [
        {
          jsonrpc: '2.0',
          id,
          result: {
            resultType: 'complete',
            _meta: {
              'io.modelcontextprotocol/serverInfo': { name: 'wire', version: '1.0.0' },
              [SUBSCRIPTION]: id,
            },
          },
        },
      ]);
    }
    await stopped;
  });
});

test('more subscriptions than the node may hold are refused, to be tried again', async (t) => {
  const { url: ownUrl } = await startNode((stop) => t.after(stop), fullServer(), { maxStreams: 2 });
  const held = [await listen(ownUrl, ALL), await listen(ownUrl, ALL)];
  const answer = await modern(ownUrl, 'subscriptions/listen', { notifications: ALL });
  const says = /holds 2 open streams already/;
  assertRefused(answer, { status: 503, rpcCode: -32010, code: 'OVERLOADED', says, id: 1, retryable: true });
  assert.equal(answer.headers['retry-after'], '1');
  held[0]?.events.cut();
  const admitted = await until(
    async () => {
      const next = await openModern(ownUrl, 'subscriptions/listen', { notifications: ALL });
      return next.status === 200 && next;
    },
    { what: 'a place to be free again' },
  );
  for (const { events } of [...held, admitted]) events.cut();
});
