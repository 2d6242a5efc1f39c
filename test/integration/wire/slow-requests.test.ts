// Requests that take too long to arrive hold a connection for a bounded time only.

import { after, test } from 'node:test';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { echoServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const { url } = await startNode(after, echoServer(), { headersTimeoutMs: 100, bodyTimeoutMs: 300 });

const TIMEOUT = {
  status: 408,
  rpcCode: -32600,
  code: 'REQUEST_TIMEOUT',
  says: /took too long to arrive/,
  retryable: true,
} as const;

async function assertTimesOut(bytes: string): Promise<void> {
  const connection = await RawConnection.open(url);
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
