// Requests that take too long to arrive hold a connection for a bounded time only.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { listen } from './modern.ts';
import { echoServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const server = echoServer();
const { url } = await startNode(after, server, {
  headersTimeoutMs: 100,
  bodyTimeoutMs: 300,
  keepAliveTimeoutMs: 50,
  requestTimeoutMs: 50,
});

const TIMEOUT = {
  status: 408,
  rpcCode: -32600,
  code: 'REQUEST_TIMEOUT',
  says: /took too long to arrive/,
  retryable: true,
} as const;

async function assertTimesOut(bytes: string, at = url): Promise<void> {
  const connection = await RawConnection.open(at);
  connection.send(bytes);
  const response = await connection.response();
  assertRefused({ ...response, rpc: JSON.parse(response.body) as RpcMessage }, TIMEOUT);
  await connection.ended();
}

test('headers that do not end time out', async () => {
  await assertTimesOut('POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
});

test('a request line that does not end times out', async () => {
  await assertTimesOut('POST /m');
});

test('a body that does not end times out', async () => {
  const lines = [
    'Host: localhost',
    'Content-Type: application/json',
    'Accept: application/json, text/event-stream',
    'Content-Length: 100',
  ];
  await assertTimesOut(rawRequest('POST /mcp HTTP/1.1', lines, '{"jsonrpc"'));
});

test('a limit for the whole request is one for its headers too', async (t) => {
  const own = await startNode((stop) => t.after(stop), echoServer(), { bodyTimeoutMs: 100 });
  await assertTimesOut('POST /mcp HTTP/1.1\r\n', own.url);
});

test('a client that sends byte by byte, but in time, is served', async () => {
  const connection = await RawConnection.open(url);
  for (const byte of 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n') {
    connection.send(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await connection.response()).status, 200);
  connection.destroy();
});

test('an open stream is no slow request, no long call and no idle connection', async () => {
  const { events } = await listen(url, { toolsListChanged: true });
  // Every one of these times runs out meanwhile.
  const slow = await RawConnection.open(url);
  slow.send('POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n');
  await slow.ended();
  assert.equal(events.ended, false);
  server.sendToolListChanged();
  assert.equal((await events.message()).method, 'notifications/tools/list_changed');
  events.cut();
});
