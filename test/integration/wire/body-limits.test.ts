// Bodies that are too large, too slow to come, or never complete: what the client is told, and what they cost.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { until } from '../../support/until.ts';
import { send } from './http.ts';
import { callTool, modernBody, modernHeaders, textOf } from './modern.ts';
import { echoServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const LIMIT = 10_000;
const TOO_LARGE = {
  status: 413,
  rpcCode: -32600,
  code: 'BODY_TOO_LARGE',
  says: /larger than the limit of 10000 bytes/,
} as const;

const { url, node } = await startNode(after, echoServer(), { maxBodyBytes: LIMIT });

const POST = 'POST /mcp HTTP/1.1';
const HEADERS = [
  'Host: localhost',
  'Content-Type: application/json',
  'Accept: application/json, text/event-stream',
];

/** A good call of `echo` as a body of exactly `bytes` bytes. */
function callOfSize(bytes: number): string {
  const body = (filling: string): string =>
    JSON.stringify(modernBody('tools/call', { name: 'echo', arguments: { filling } }));
  return body('x'.repeat(bytes - body('').length));
}

const CALL_HEADERS = Object.entries(modernHeaders('tools/call', { name: 'echo' }));
const CALL_LINES = [...HEADERS, ...CALL_HEADERS.map(([name, value]) => `${name}: ${value}`)];

function parsed(response: { status: number; headers: object; body: string }) {
  return { ...response, rpc: JSON.parse(response.body) as RpcMessage };
}

async function assertStillServing(): Promise<void> {
  const answer = await callTool(url, 'echo', { ok: 1 });
  assert.equal(textOf(answer.rpc), '{"ok":1}');
}

describe('a body with Content-Length', () => {
  test('of exactly the limit is served', async () => {
    const answer = await send(url, { headers: Object.fromEntries(CALL_HEADERS), body: callOfSize(LIMIT) });
    assert.equal(answer.status, 200);
  });

  test('of one byte more is refused before it is read', async () => {
    const connection = await RawConnection.open(url);
    connection.send(rawRequest(POST, [...CALL_LINES, `Content-Length: ${LIMIT + 1}`], '{"jsonrpc":'));
    const answer = parsed(await connection.response());
    assertRefused(answer, TOO_LARGE);
    assert.equal(answer.rpc.error?.data?.['maxBytes'], 10_000);
    connection.destroy();
    await assertStillServing();
  });

  test('counts bytes, not characters', async () => {
    const body = JSON.stringify(
      modernBody('tools/call', { name: 'echo', arguments: { x: '世'.repeat(3330) } }),
    );
    assertRefused(await send(url, { headers: Object.fromEntries(CALL_HEADERS), body }), TOO_LARGE);
  });

  for (const length of ['-1', '0x10', '1e3', '10, 10', '99999999999999999999999', 'ten']) {
    test(`of "${length}" is no HTTP`, async () => {
      const connection = await RawConnection.open(url);
      connection.send(rawRequest(POST, [...CALL_LINES, `Content-Length: ${length}`], '{}'));
      const answer = parsed(await connection.response());
      assertRefused(answer, {
        status: 400,
        rpcCode: -32600,
        code: 'INVALID_REQUEST',
        says: /not valid HTTP/,
      });
      await connection.ended();
    });
  }
});

describe('a body in chunks', () => {
  const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

  test('is put together again', async () => {
    const connection = await RawConnection.open(url);
    connection.send(rawRequest(POST, [...CALL_LINES, 'Transfer-Encoding: chunked']));
    const body = callOfSize(2000);
    for (let at = 0; at < body.length; at += 700) connection.send(chunk(body.slice(at, at + 700)));
    connection.send('0\r\n\r\n');
    assert.equal((await connection.response()).status, 200);
    connection.destroy();
  });

  test('is refused as soon as it passes the limit, while the client still sends', async () => {
    const connection = await RawConnection.open(url);
    connection.send(rawRequest(POST, [...CALL_LINES, 'Transfer-Encoding: chunked']));
    connection.send(chunk('x'.repeat(LIMIT)));
    connection.send(chunk('y'));
    assertRefused(parsed(await connection.response()), TOO_LARGE);
    connection.destroy();
    await assertStillServing();
  });
});

describe('a client that goes on sending after it was refused is cut off', () => {
  const framings: readonly [what: string, header: string, piece: string][] = [
    ['in chunks', 'Transfer-Encoding: chunked', `2710\r\n${'x'.repeat(LIMIT)}\r\n`],
    ['with Content-Length', 'Content-Length: 1000000000', 'x'.repeat(LIMIT)],
  ];
  for (const [what, header, piece] of framings) {
    test(what, async () => {
      const connection = await RawConnection.open(url);
      connection.send(rawRequest(POST, [...CALL_LINES, header]));
      let sentBytes = 0;
      await until(
        () => {
          if (connection.closed) return true;
          connection.send(piece);
          sentBytes += LIMIT;
          return false;
        },
        { what: 'the server to close the connection' },
      );
      // What the kernel holds on both sides comes on top of the eight times the limit that the server reads.
      assert.ok(sentBytes < 10_000_000, `the server took ${sentBytes} bytes`);
      assert.equal((await connection.response()).status, 413);
      await assertStillServing();
    });
  }
});

describe('a body that does not come', () => {
  test('whole, because the client left, leaves nothing behind', async () => {
    const connection = await RawConnection.open(url);
    connection.send(rawRequest(POST, [...CALL_LINES, 'Content-Length: 500'], '{"jsonrpc":'));
    connection.destroy();
    await assertStillServing();
    const health = await send(url.replace('/mcp', '/health'), { method: 'GET' });
    assert.equal((JSON.parse(health.text) as { runningCalls: number }).runningCalls, 0);
  });

  test('whole, because the client closed its side, is answered with an error', async () => {
    const connection = await RawConnection.open(url);
    connection.send(rawRequest(POST, [...CALL_LINES, 'Content-Length: 500'], '{"jsonrpc":'));
    connection.socket.end();
    const answer = parsed(await connection.response());
    assertRefused(answer, { status: 400, rpcCode: -32600, code: 'INVALID_REQUEST', says: /not valid HTTP/ });
    assert.equal(node.status, 'running');
  });

  test('when its length is too small is refused, and the rest is no request', async () => {
    const connection = await RawConnection.open(url);
    connection.send(rawRequest(POST, [...CALL_LINES, 'Content-Length: 399'], callOfSize(400)));
    assert.equal((await connection.response()).status, 400);
    await connection.ended();
    assert.doesNotMatch(connection.unread, / 200 /);
  });
});

test('"Expect: 100-continue" is told to go on, and then answered', async () => {
  const connection = await RawConnection.open(url);
  const body = callOfSize(1000);
  const lines = [...CALL_LINES, 'Expect: 100-continue', `Content-Length: ${body.length}`];
  connection.send(rawRequest(POST, lines));
  assert.equal((await connection.response()).status, 100);
  connection.send(body);
  assert.equal((await connection.response()).status, 200);
  connection.destroy();
});
