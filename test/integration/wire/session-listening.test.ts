// The stream that a session's client opens with GET, for what the server has to say on its own.
// Source: 2025-11-25 basic/transports "Listening for Messages from the Server", "Multiple Connections".

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { until } from '../../support/until.ts';
import { type OpenAnswer, send } from './http.ts';
import { newServer, startNode } from './node.ts';
import { WireSession } from './session.ts';

const server = newServer();
server.registerTool('tool', {}, () => ({ content: [] }));
const { url } = await startNode(after, server, { sseKeepAliveMs: 20, reconnectDelayMs: 55 });

const CHANGED = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' };

async function openStreams(): Promise<number> {
  const health = await send(url.replace('/mcp', '/health'), { method: 'GET' });
  return (JSON.parse(health.text) as { openStreams: number }).openStreams;
}

const noStreams = () =>
  until(async () => (await openStreams()) === 0, { what: 'the streams of earlier tests to be gone' });

/** How many messages wait on each of these streams, once all that was sent has arrived. */
async function waitingOn(streams: readonly OpenAnswer[]): Promise<number[]> {
  // What was written before a comment arrives before it.
  const before = streams.map(({ events }) => events.comments);
  await until(() => streams.every(({ events }, n) => events.ended || events.comments > (before[n] ?? 0)), {
    what: 'a comment on every stream',
  });
  return streams.map(({ events }) => events.waiting.filter(({ data }) => data !== '').length);
}

describe('a listening stream', () => {
  test('begins with an id to come back with, and is kept alive', async () => {
    const session = await WireSession.open(url);
    const { status, headers, events } = await session.listen();
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'text/event-stream');
    assert.equal(headers['cache-control'], 'no-cache, no-transform');
    assert.equal(headers['x-accel-buffering'], 'no');
    const primer = await events.next();
    assert.deepEqual([primer?.data, events.retryMs], ['', 55]);
    await until(() => events.comments >= 3, { what: 'three comments' });
    events.cut();
  });

  for (const version of ['2025-06-18', '2025-03-26']) {
    test(`of ${version} begins with nothing`, async () => {
      const session = await WireSession.open(url, { version });
      const { events } = await session.listen();
      await until(() => events.comments >= 1, { what: 'a comment' });
      assert.equal(events.waiting.length, 0);
      server.sendToolListChanged();
      assert.deepEqual(await events.message(), CHANGED);
      assert.match(events.lastEventId, /\.1$/);
      events.cut();
    });
  }

  test('carries no answers', async () => {
    const session = await WireSession.open(url);
    const { events } = await session.listen();
    assert.equal((await session.callTool('tool')).status, 200);
    server.sendToolListChanged();
    assert.deepEqual(await events.message(), CHANGED);
    assert.deepEqual(await waitingOn([{ status: 200, headers: {}, events }]), [0]);
    events.cut();
  });
});

describe('several listening streams of a session', () => {
  test('get each message once among them', async () => {
    await noStreams();
    const session = await WireSession.open(url);
    const streams = [await session.listen(), await session.listen(), await session.listen()];
    server.sendToolListChanged();
    const waiting = await waitingOn(streams);
    assert.equal(
      waiting.reduce((sum, count) => sum + count),
      1,
    );
    for (const { events } of streams) events.cut();
  });

  test('go on when one of them breaks', async () => {
    await noStreams();
    const session = await WireSession.open(url);
    const streams = [await session.listen(), await session.listen()];
    streams[1]?.events.cut();
    await until(async () => (await openStreams()) === 1, { what: 'one stream to be gone' });
    server.sendToolListChanged();
    assert.deepEqual(await streams[0]?.events.message(), CHANGED);
    streams[0]?.events.cut();
  });

  test('are four at most: a fifth closes the oldest', async () => {
    await noStreams();
    const session = await WireSession.open(url);
    const streams = [];
    for (let n = 0; n < 5; n++) streams.push(await session.listen());
    assert.deepEqual(await streams[0]?.events.rest(), []);
    assert.equal(await openStreams(), 4);
    for (const { events } of streams) events.cut();
  });
});

describe('a client that was away', () => {
  test('gets what was said meanwhile, once and in order, and then what comes', async () => {
    await noStreams();
    const session = await WireSession.open(url);
    await session.request('resources/subscribe', { uri: 'test://1' });
    const { events } = await session.listen();
    await events.next();
    events.cut();
    await until(async () => (await openStreams()) === 0, { what: 'the stream to be gone' });
    server.sendToolListChanged();
    await session.request('ping');
    server.sendPromptListChanged();
    await session.request('ping');
    const resumed = await session.listen(events.lastEventId);
    assert.deepEqual(await resumed.events.message(), CHANGED);
    assert.equal((await resumed.events.message()).method, 'notifications/prompts/list_changed');
    server.sendResourceListChanged();
    assert.equal((await resumed.events.message()).method, 'notifications/resources/list_changed');
    resumed.events.cut();
  });

  test('too long gets a new stream in place of its old one', async (t) => {
    const forgetful = newServer();
    forgetful.registerTool('clock', { scale: { timeoutMs: 100 } }, () => new Promise(() => {}));
    const own = await startNode((stop) => t.after(stop), forgetful, { resumeTtlMs: 20 });
    const session = await WireSession.open(own.url);
    const { events } = await session.listen();
    const old = (await events.next())?.id;
    events.cut();
    // A timer of 100 ms that starts now goes off after one of 20 ms that has started.
    assert.equal((await session.callTool('clock')).status, 504);
    const resumed = await session.listen(old);
    const fresh = (await resumed.events.next())?.id;
    assert.match(fresh ?? '', /^g-[0-9a-f]{12}-[0-9a-f]{32}\.0$/);
    assert.notEqual(fresh, old);
    forgetful.sendToolListChanged();
    assert.deepEqual(await resumed.events.message(), CHANGED);
    resumed.events.cut();
  });
});

test('a session that does not listen costs the others nothing, and misses what is said', async () => {
  await noStreams();
  const [deaf, session] = [await WireSession.open(url), await WireSession.open(url)];
  const { events } = await session.listen();
  server.sendToolListChanged();
  assert.deepEqual(await events.message(), CHANGED);
  events.cut();
  const late = await deaf.listen();
  assert.equal((await late.events.next())?.data, '');
  assert.deepEqual(await waitingOn([late]), [0]);
  late.events.cut();
});

test('more streams than the node may hold are refused, to be tried again', async (t) => {
  const own = await startNode((stop) => t.after(stop), newServer(), { maxStreams: 1 });
  const session = await WireSession.open(own.url);
  const { events } = await session.listen();
  const refused = await session.listen();
  assert.deepEqual([refused.status, refused.headers['retry-after']], [503, '1']);
  events.cut();
});
