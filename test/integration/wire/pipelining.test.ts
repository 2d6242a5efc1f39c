// Several requests on one connection before the first is answered: answers keep their order, an answer under way is
// never disturbed, and what waited for a connection that is gone is given up.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { until } from '../../support/until.ts';
import { send } from './http.ts';
import { modernBody, modernHeaders } from './modern.ts';
import { newServer, startNode } from './node.ts';

const server = newServer();
let release = Promise.withResolvers<void>();
let aborted = 0;
server.registerTool('note', { inputSchema: { type: 'object' } }, async ({ name, waits }, ctx) => {
  ctx.signal.addEventListener('abort', () => aborted++);
  if (waits === true) await release.promise;
  return { content: [{ type: 'text', text: String(name) }] };
});
const { url } = await startNode(after, server);

function request(method: string, params: object, id: number): string {
  const body = JSON.stringify(modernBody(method, params, { id }));
  const headers = Object.entries(modernHeaders(method, params)).map(([name, value]) => `${name}: ${value}`);
  const lines = ['Host: localhost', 'Content-Type: application/json', 'Accept: */*', ...headers];
  return rawRequest('POST /mcp HTTP/1.1', [...lines, `Content-Length: ${body.length}`], body);
}

const note = (args: object, id: number): string =>
  request('tools/call', { name: 'note', arguments: args }, id);
const listen = (id: number): string =>
  request('subscriptions/listen', { notifications: { toolsListChanged: true } }, id);

async function openStreams(): Promise<number> {
  const health = await send(url.replace('/mcp', '/health'), { method: 'GET' });
  return (JSON.parse(health.text) as { openStreams: number }).openStreams;
}

async function runningCalls(): Promise<number> {
  const health = await send(url.replace('/mcp', '/health'), { method: 'GET' });
  return (JSON.parse(health.text) as { runningCalls: number }).runningCalls;
}

describe('answers of pipelined requests', () => {
  test('come in the order of the requests, whatever order they finish in', async () => {
    release = Promise.withResolvers();
    const connection = await RawConnection.open(url);
    connection.send(note({ waits: true }, 1) + note({}, 2));
    connection.send(note({}, 3));
    await until(async () => (await runningCalls()) === 1, { what: 'only the first to be running' });
    release.resolve();
    const ids: unknown[] = [];
    for (let n = 0; n < 3; n++) ids.push((JSON.parse((await connection.response()).body) as RpcMessage).id);
    assert.deepEqual(ids, [1, 2, 3]);
    connection.destroy();
  });

  test('come for all when one of them is refused', async () => {
    const connection = await RawConnection.open(url);
    const broken = request('tools/call', {}, 2).replace('"jsonrpc":"2.0"', '"jsonrpc":"2.1"');
    connection.send(note({}, 1) + broken + note({}, 3));
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) statuses.push((await connection.response()).status);
    assert.deepEqual(statuses, [200, 400, 200]);
    connection.destroy();
  });
});

test('broken HTTP behind an open stream ends the connection and does not write into the stream', async () => {
  const connection = await RawConnection.open(url);
  connection.send(listen(1));
  assert.equal((await connection.head()).status, 200);
  assert.match(await connection.chunk(), /notifications\/subscriptions\/acknowledged/);
  connection.send('NONSENSE\r\n\r\n');
  await connection.ended();
  assert.equal(connection.unread, '');
  await until(async () => (await openStreams()) === 0, { what: 'the stream to be gone' });
});

describe('requests that wait behind an open stream', () => {
  test('are cancelled when the connection goes', async () => {
    release = Promise.withResolvers();
    aborted = 0;
    const connection = await RawConnection.open(url);
    connection.send(listen(1) + note({ waits: true }, 2));
    await until(async () => (await runningCalls()) === 1, { what: 'the call to run' });
    connection.destroy();
    await until(async () => (await runningCalls()) === 0, { what: 'the call to be cancelled' });
    assert.equal(aborted, 1);
    release.resolve();
  });

  test('leave no stream behind when the connection goes', async () => {
    const connection = await RawConnection.open(url);
    connection.send(listen(1) + listen(2) + listen(3));
    await until(async () => (await openStreams()) === 3, { what: 'three streams' });
    connection.destroy();
    await until(async () => (await openStreams()) === 0, { what: 'all streams to be gone' });
  });
});
