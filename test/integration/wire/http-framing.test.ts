// Requests that are broken or ambiguous as HTTP: refused with an answer, never understood in two ways, and never an
// answer in the middle of another.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { modernBody, modernHeaders } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const server = newServer();
const order: string[] = [];
const release = Promise.withResolvers<void>();
server.registerTool('note', { inputSchema: { type: 'object' } }, async ({ name, waits }) => {
  if (waits === true) await release.promise;
  order.push(String(name));
  return { content: [{ type: 'text', text: String(name) }] };
});
const { url } = await startNode(after, server, { maxHeaderBytes: 4096 });

const POST = 'POST /mcp HTTP/1.1';
const LINES = [
  'Host: localhost',
  'Content-Type: application/json',
  'Accept: application/json, text/event-stream',
  ...Object.entries(modernHeaders('tools/call', { name: 'note' })).map(
    ([name, value]) => `${name}: ${value}`,
  ),
];

function call(args: object, id: number): string {
  return JSON.stringify(modernBody('tools/call', { name: 'note', arguments: args }, { id }));
}

function request(args: object, id: number, extra: readonly string[] = []): string {
  const body = call(args, id);
  return rawRequest(POST, [...LINES, ...extra, `Content-Length: ${body.length}`], body);
}

function parsed(response: { status: number; headers: object; body: string }) {
  return { ...response, rpc: JSON.parse(response.body) as RpcMessage };
}

const BROKEN = { status: 400, rpcCode: -32600, code: 'INVALID_REQUEST', says: /not valid HTTP/ } as const;

async function assertBroken(bytes: string): Promise<void> {
  const connection = await RawConnection.open(url);
  connection.send(bytes);
  assertRefused(parsed(await connection.response()), BROKEN);
  await connection.ended();
  assert.equal(connection.unread, '');
}

describe('what is not HTTP is refused and the connection closed:', () => {
  const cases: readonly [what: string, bytes: string][] = [
    ['a request line of one word', 'HELLO\r\n\r\n'],
    ['an unknown method', 'MCP /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a lower-case method', 'post /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a future version of HTTP', 'POST /mcp HTTP/9.9\r\nHost: localhost\r\n\r\n'],
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
    ['a header line without a colon', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n'],
    ['a header name with a space', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nMcp Name: x\r\n\r\n'],
    ['a space before the colon', 'POST /mcp HTTP/1.1\r\nHost : localhost\r\n\r\n'],
    ['a NUL in a header', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Name: a\0b\r\n\r\n'],
    ['a bare carriage return in a header', 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nMcp-Name: a\rb\r\n\r\n'],
  ];
  for (const [what, bytes] of cases) test(what, () => assertBroken(bytes));
});

describe('an attempt to hide a second request in the body of the first is refused:', () => {
  const hidden = request({ name: 'hidden' }, 99);
  const cases: readonly [what: string, extra: readonly string[], body: string][] = [
    ['both lengths', ['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${hidden}`],
    [
      'both lengths, the other way round',
      ['Transfer-Encoding: chunked', 'Content-Length: 4'],
      `0\r\n\r\n${hidden}`,
    ],
    ['two different lengths', ['Content-Length: 0', 'Content-Length: 40'], hidden],
    ['chunked that is not last', ['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${hidden}`],
    ['an unknown transfer coding', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${hidden}`],
    ['a chunk size that is no number', ['Transfer-Encoding: chunked'], `zz\r\n${hidden}`],
    ['a negative chunk size', ['Transfer-Encoding: chunked'], `-1\r\n${hidden}`],
    [
      'a chunk that is longer than its size',
      ['Transfer-Encoding: chunked'],
      `1\r\nabc\r\n0\r\n\r\n${hidden}`,
    ],
  ];
  for (const [what, extra, body] of cases) {
    test(what, async () => {
      await assertBroken(rawRequest(POST, [...LINES, ...extra], body));
      assert.ok(!order.includes('hidden'));
    });
  }
});

describe('a header that decides something and comes twice is refused:', () => {
  const names = [
    'Content-Type',
    'Origin',
    'MCP-Protocol-Version',
    'Mcp-Session-Id',
    'Mcp-Method',
    'Mcp-Name',
  ];
  for (const name of [...names, 'Last-Event-ID', 'Authorization', 'Mcp-Param-Region']) {
    test(name, async () => {
      const others = LINES.filter((line) => !line.startsWith(`${name}:`));
      const connection = await RawConnection.open(url);
      const twice = [`${name}: application/json`, `${name.toUpperCase()}: application/json`];
      connection.send(rawRequest(POST, [...others, ...twice, 'Content-Length: 2'], '{}'));
      assertRefused(parsed(await connection.response()), {
        ...BROKEN,
        says: new RegExp(`header "${name.toLowerCase()}" was sent more than once`),
      });
      connection.destroy();
    });
  }

  test('Host', async () => {
    const connection = await RawConnection.open(url);
    connection.send(rawRequest(POST, [...LINES, 'Host: evil.example.com', 'Content-Length: 2'], '{}'));
    assert.equal((await connection.response()).status, 400);
    connection.destroy();
  });
});

test('a header behind thousands of others still counts', async (t) => {
  const roomy = await startNode((stop) => t.after(stop), newServer(), { maxHeaderBytes: 65_536 });
  const connection = await RawConnection.open(roomy.url);
  const filler = Array.from({ length: 3000 }, () => 'a: b');
  connection.send(rawRequest(POST, [...LINES, ...filler, 'Mcp-Name: other', 'Content-Length: 2'], '{}'));
  assertRefused(parsed(await connection.response()), {
    ...BROKEN,
    says: /"mcp-name" was sent more than once/,
  });
  connection.destroy();
});

test('Accept may be split over two lines', async () => {
  const lines = LINES.filter((line) => !line.startsWith('Accept:'));
  const body = call({ name: 'split' }, 1);
  const accept = ['Accept: text/event-stream', 'Accept: application/json'];
  const connection = await RawConnection.open(url);
  connection.send(rawRequest(POST, [...lines, ...accept, `Content-Length: ${body.length}`], body));
  assert.equal((await connection.response()).status, 200);
  connection.destroy();
});

describe('headers larger than the limit are refused with 431:', () => {
  const cases: readonly [what: string, extra: readonly string[]][] = [
    ['one long value', [`X-Long: ${'x'.repeat(5000)}`]],
    ['many short ones', Array.from({ length: 700 }, (_, n) => `X-${n}: ${n}`)],
  ];
  for (const [what, extra] of cases) {
    test(what, async () => {
      const connection = await RawConnection.open(url);
      connection.send(rawRequest(POST, [...LINES, ...extra, 'Content-Length: 2'], '{}'));
      assertRefused(parsed(await connection.response()), {
        status: 431,
        rpcCode: -32600,
        code: 'HEADERS_TOO_LARGE',
        says: /larger than the limit/,
      });
      await connection.ended();
    });
  }
});

test('HTTP/1.0 is answered, and the connection closed', async () => {
  const connection = await RawConnection.open(url);
  connection.send(request({ name: 'old' }, 1).replace('HTTP/1.1', 'HTTP/1.0'));
  assert.equal(parsed(await connection.response()).rpc.id, 1);
  await connection.ended();
});

test('a refusal waits for the rest of its request where the connection closes with it', async () => {
  const body = call({ name: 'late' }, 1);
  const lines = LINES.filter((line) => !line.startsWith('Content-Type:'));
  const head = [...lines, 'Content-Type: text/plain', 'Connection: close', `Content-Length: ${body.length}`];
  const connection = await RawConnection.open(url);
  connection.send(rawRequest(POST, head, body.slice(0, 50)));
  // The server has seen the first part when it has answered what came after it.
  for (let n = 0; n < 3; n++) {
    const other = await RawConnection.open(url);
    other.send(request({ name: 'meanwhile' }, 2));
    assert.equal((await other.response()).status, 200);
    other.destroy();
  }
  assert.deepEqual([connection.unread, connection.closed], ['', false]);
  connection.send(body.slice(50));
  assert.equal((await connection.response()).status, 415);
  await connection.ended();
});

test('a connection is kept from one request to the next, also when one was refused', async () => {
  const connection = await RawConnection.open(url);
  for (const [line, status] of [
    [POST, 200],
    ['POST /nowhere HTTP/1.1', 404],
    ['PUT /mcp HTTP/1.1', 405],
    [POST, 200],
  ] as const) {
    connection.send(request({ name: 'again' }, 1).replace(POST, line));
    assert.equal((await connection.response()).status, status);
  }
  connection.destroy();
});
