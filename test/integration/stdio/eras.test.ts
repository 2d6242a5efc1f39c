// Both eras over one pair of pipes: how a message finds its own, and what each has there.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { until } from '../../support/until.ts';
import type { LineClient } from './line-client.ts';
import { type Served, serveLines } from './serve.ts';

let served: Served;
let client: LineClient;
beforeEach(() => {
  served = serveLines();
  client = served.client;
});
afterEach(async () => {
  client.end();
  await served.done;
});

test('a request with the metadata of 2026-07-28 is served without any opening', async () => {
  client.modern(1, 'tools/call', { name: 'add-zod', arguments: { a: 2, b: 3 } });
  const { id, result } = await client.next();
  assert.equal(id, 1);
  assert.partialDeepStrictEqual(result, { resultType: 'complete', content: [{ type: 'text', text: '5' }] });
});

test('initialize opens a session in the version of the client, or the newest', async () => {
  for (const [asked, answered] of [
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2025-03-26', '2025-03-26'],
    ['2024-11-05', '2025-11-25'],
  ]) {
    const { result } = await client.open(asked);
    assert.equal(result?.['protocolVersion'], answered);
    assert.partialDeepStrictEqual(result?.['serverInfo'], { name: 'fixture' });
  }
});

test('both eras are served at the same time', async () => {
  await client.open();
  client.request(1, 'tools/call', { name: 'no-input' });
  client.modern(2, 'tools/call', { name: 'no-input' });
  const answers = [await client.next(), await client.next()];
  assert.deepEqual(
    answers.map(({ id, result }) => [id, result?.['resultType']]),
    [
      [1, undefined],
      [2, 'complete'],
    ],
  );
});

test('before its session is open a client may only ping', async () => {
  client.request(1, 'ping');
  assert.deepEqual((await client.next()).result, {});
  client.request(2, 'tools/list');
  const { error } = await client.next();
  assert.equal(error?.code, -32602);
  assert.match(error?.message ?? '', /open a session with "initialize" first/);
});

test('a version that is not there is refused with those that are', async () => {
  client.modern(1, 'server/discover', {}, { 'io.modelcontextprotocol/protocolVersion': '2099-01-01' });
  assert.partialDeepStrictEqual((await client.next()).error, {
    code: -32022,
    data: { supported: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'], requested: '2099-01-01' },
  });
  client.modern(2, 'server/discover', {}, { 'io.modelcontextprotocol/protocolVersion': 7 });
  assert.equal((await client.next()).error?.code, -32602);
  client.modern(3, 'server/discover', {}, { 'io.modelcontextprotocol/clientCapabilities': 'none' });
  assert.equal((await client.next()).error?.code, -32602);
});

test('a client that opens a second time starts over', async () => {
  await client.open();
  client.request(1, 'tools/call', { name: 'wait', arguments: { key: 'first' } });
  await until(() => served.fixture.witness.waiting.has('first'), { what: 'the call to run' });
  assert.equal((await client.open('2025-06-18')).result?.['protocolVersion'], '2025-06-18');
  await until(() => served.fixture.witness.aborted.get('first') === 'CANCELLED', {
    what: 'the signal to fire',
  });
  client.request(2, 'ping');
  assert.equal((await client.next()).id, 2);
});

test('parameters of initialize that are missing are named', async () => {
  client.request(1, 'initialize', { protocolVersion: '2025-11-25' });
  assert.match((await client.next()).error?.message ?? '', /"capabilities" must be an object/);
});

test('a batch is answered by one line, in 2025-03-26 alone', async () => {
  const batch = [
    { jsonrpc: '2.0', id: 1, method: 'ping' },
    { jsonrpc: '2.0', method: 'notifications/acme' },
    { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'no-input' } },
    { jsonrpc: '2.0', id: 3, method: 'acme/unknown' },
  ];
  client.say(batch);
  assert.match(
    (await client.next()).error?.message ?? '',
    /only in a session of protocol version 2025-03-26/,
  );
  await client.open('2025-11-25');
  client.say(batch);
  assert.match(
    (await client.next()).error?.message ?? '',
    /batches exist only in protocol version 2025-03-26/,
  );
  await client.open('2025-03-26');
  client.say(batch);
  const answers = (await client.next()) as unknown as { id: number }[];
  assert.deepEqual(answers.map(({ id }) => id).sort(), [1, 2, 3]);
  client.say([{ jsonrpc: '2.0', method: 'notifications/acme' }]);
  client.say([]);
  assert.match((await client.next()).error?.message ?? '', /a batch has 1 to 100 messages/);
});

test('progress, log messages and the result of a call come in their order', async () => {
  await client.open();
  client.request(1, 'tools/call', { name: 'count', arguments: { to: 2 }, _meta: { progressToken: 'p' } });
  const lines = [await client.next(), await client.next(), await client.next()];
  assert.deepEqual(
    lines.map(({ method, id, params }) => [method ?? id, params?.['progress']]),
    [
      ['notifications/progress', 1],
      ['notifications/progress', 2],
      [1, undefined],
    ],
  );
  client.request(2, 'logging/setLevel', { level: 'error' });
  assert.deepEqual(await client.next(), { jsonrpc: '2.0', id: 2, result: {} });
  client.request(3, 'tools/call', { name: 'chatter' });
  assert.deepEqual((await client.next()).params, { level: 'error', data: 'too hot' });
  assert.equal((await client.next()).id, 3);
  const level = { 'io.modelcontextprotocol/logLevel': 'warning' };
  client.modern(4, 'tools/call', { name: 'chatter' }, level);
  assert.equal((await client.next()).params?.['data'], 'hot');
  assert.equal((await client.next()).params?.['data'], 'too hot');
  assert.equal((await client.next()).id, 4);
});
