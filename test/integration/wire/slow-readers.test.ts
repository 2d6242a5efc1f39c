// Clients that open a stream and do not read it: they are cut off at a bound, the node's memory stays where it was, and
// the others do not notice.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import { until } from '../../support/until.ts';
import { send } from './http.ts';
import { callTool, modernBody, modernHeaders, textOf } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { rpcRequest, WireSession } from './session.ts';

const MIB = 2 ** 20;
const FLOOD_BYTES = 100 * MIB;
const PIECE = 'x'.repeat(64 * 1024);

let sentBytes = 0;
let aborted = false;
const server = newServer();
// Says a hundred megabytes, a piece a turn, and stops early when it is told to.
server.registerTool('flood', { scale: { timeoutMs: 0 } }, async (ctx) => {
  sentBytes = 0;
  aborted = false;
  for (let n = 0; sentBytes < FLOOD_BYTES && !ctx.signal.aborted; n++) {
    ctx.progress(n, undefined, PIECE);
    sentBytes += PIECE.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  aborted = ctx.signal.aborted;
  return { content: [] };
});
server.registerTool('large', { inputSchema: { type: 'object' } }, ({ bytes }, ctx) => {
  ctx.progress(1);
  return { content: [{ type: 'text', text: 'x'.repeat(Number(bytes)) }] };
});
server.registerResource('big', `test://${'x'.repeat(8000)}`, {}, () => ({ contents: [] }));
const { url } = await startNode(after, server, { maxStreamBufferBytes: 256 * 1024, maxHeaderBytes: 65_536 });

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use, inside and outside the heap, once garbage is gone. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function health(): Promise<{ runningCalls: number; openStreams: number }> {
  const { text } = await send(url.replace('/mcp', '/health'), { method: 'GET' });
  return JSON.parse(text) as { runningCalls: number; openStreams: number };
}

const idle = () =>
  until(
    async () => {
      const { runningCalls, openStreams } = await health();
      return runningCalls === 0 && openStreams === 0;
    },
    { what: 'the node to be idle', timeoutMs: 10_000 },
  );

/** Posts a request and reads nothing of the answer. */
async function postDeaf(headers: Record<string, string>, body: object): Promise<RawConnection> {
  const text = JSON.stringify(body);
  const lines = ['Host: localhost', 'Content-Type: application/json', 'Accept: */*'];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  const connection = await RawConnection.open(url);
  connection.socket.pause();
  connection.send(rawRequest('POST /mcp HTTP/1.1', [...lines, `Content-Length: ${text.length}`], text));
  return connection;
}

describe('a client that does not read', () => {
  test('its modern answer is cut off, and its call cancelled', async () => {
    const before = bytesInUse();
    const params = { name: 'flood' };
    const body = modernBody('tools/call', params, { meta: { progressToken: 1 } });
    const connection = await postDeaf(modernHeaders('tools/call', params), body);
    await until(() => aborted, { what: 'the call to be cancelled' });
    assert.ok(sentBytes < FLOOD_BYTES / 2, `${sentBytes} bytes were written`);
    await idle();
    assert.ok(bytesInUse() - before < 8 * MIB);
    connection.destroy();
  });

  test('its answer in a session is cut off, while the call goes on and little is kept of it', async () => {
    const session = await WireSession.open(url);
    const before = bytesInUse();
    const params = { name: 'flood', _meta: { progressToken: 1 } };
    const connection = await postDeaf(session.headers, rpcRequest('tools/call', params));
    await until(async () => (await health()).openStreams === 1, { what: 'the stream to open' });
    await until(async () => (await health()).openStreams === 0, { what: 'the stream to be cut off' });
    assert.ok(bytesInUse() - before < 16 * MIB);
    await idle();
    assert.deepEqual([aborted, sentBytes], [false, FLOOD_BYTES]);
    assert.ok(bytesInUse() - before < 8 * MIB);
    connection.destroy();
  });

  test('its subscription is cut off', async () => {
    const uri = `test://${'x'.repeat(8000)}`;
    const params = { notifications: { resourceSubscriptions: [uri] } };
    const method = 'subscriptions/listen';
    const connection = await postDeaf(modernHeaders(method), modernBody(method, params));
    await until(async () => (await health()).openStreams === 1, { what: 'the stream to open' });
    await until(
      async () => {
        for (let n = 0; n < 200; n++) {
          server.sendResourceUpdated(uri);
          await new Promise((resolve) => setImmediate(resolve));
        }
        return (await health()).openStreams === 0;
      },
      { what: 'the stream to be cut off' },
    );
    connection.destroy();
  });

  test('does not hold up others', async () => {
    const params = { name: 'flood' };
    const body = modernBody('tools/call', params, { meta: { progressToken: 1 } });
    const deaf = await Promise.all(
      Array.from({ length: 5 }, () => postDeaf(modernHeaders('tools/call', params), body)),
    );
    assert.equal((await callTool(url, 'nobody')).rpc.error?.code, -32602);
    await idle();
    for (const connection of deaf) connection.destroy();
  });
});

describe('a client that reads gets a result of more than a stream buffers', () => {
  const bytes = 4 * MIB;
  const meta = { progressToken: 1 };

  test('in the modern era', async () => {
    const answer = await callTool(url, 'large', { bytes }, { meta });
    assert.deepEqual([answer.messages.length, textOf(answer.rpc)?.length], [2, bytes]);
  });

  test('in a session, and when it comes back for it', async () => {
    const session = await WireSession.open(url);
    const params = { name: 'large', arguments: { bytes }, _meta: meta };
    const { events } = await session.openRequest('tools/call', params);
    assert.equal((await events.message()).method, 'notifications/progress');
    const { lastEventId } = events;
    assert.equal(textOf(await events.message())?.length, bytes);
    const again = await session.listen(lastEventId);
    assert.equal(textOf(await again.events.message())?.length, bytes);
  });
});

test('a client that reads gets everything, however much it is', async () => {
  const answer = await callTool(url, 'flood', {}, { meta: { progressToken: 1 } });
  assert.equal(answer.messages.length, FLOOD_BYTES / PIECE.length + 1);
});
