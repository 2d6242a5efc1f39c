// `Host` and `Origin`: web pages reach a server through its users' browsers, so who may call is checked before
// anything else. Source: 2026-07-28 basic/transports/streamable-http, "Security & Endpoint".

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { NodeOptions } from 'mcp-fleet';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { modernBody, modernHeaders } from './modern.ts';
import { echoServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const BODY = JSON.stringify(modernBody('server/discover'));
const LINES = [
  'Content-Type: application/json',
  'Accept: */*',
  ...Object.entries(modernHeaders('server/discover')).map(([name, value]) => `${name}: ${value}`),
  `Content-Length: ${BODY.length}`,
];

/** Posts with exactly these header lines beside what every request needs. */
async function discover(url: string, lines: readonly string[], version = '1.1') {
  const connection = await RawConnection.open(url.replace('0.0.0.0', '127.0.0.1'));
  connection.send(rawRequest(`POST /mcp HTTP/${version}`, [...lines, ...LINES], BODY));
  const response = await connection.response();
  connection.destroy();
  const rpc: RpcMessage =
    response.body === '' ? { jsonrpc: 'none' } : (JSON.parse(response.body) as RpcMessage);
  return { ...response, rpc };
}

const forbidden = (says: RegExp) => ({ status: 403, rpcCode: -32600, code: 'FORBIDDEN', says }) as const;

interface Expected {
  readonly options: NodeOptions;
  readonly hosts: { readonly allowed: readonly string[]; readonly refused: readonly string[] };
  readonly origins: { readonly allowed: readonly string[]; readonly refused: readonly string[] };
}

const FAR = 'far.example.com';

const SERVERS: Readonly<Record<string, Expected>> = {
  'on loopback': {
    options: {},
    hosts: {
      allowed: [
        'localhost',
        'localhost:5000',
        'LOCALHOST',
        '127.0.0.1',
        '127.0.0.1:80',
        '[::1]',
        '[::1]:5000',
      ],
      refused: [
        'evil.example.com',
        'evil.example.com:5000',
        'localhost.evil.example.com',
        'localhost.',
        '127.0.0.1.evil.example.com',
        '127.0.0.2',
        '[::2]',
        '10.0.0.1',
        '0.0.0.0',
        '::1',
        'localhost:port',
      ],
    },
    origins: {
      allowed: [
        'http://localhost',
        'http://localhost:3000',
        'https://localhost:8443',
        'http://127.0.0.1:5000',
        'http://[::1]:5000',
      ],
      refused: [
        'http://evil.example.com',
        'https://localhost.evil.example.com',
        'http://localhost:3000@evil.example.com',
        'http://127.0.0.2',
        'http://0.0.0.0',
        'null',
        'localhost',
        'file://',
        '*',
        '',
      ],
    },
  },
  'with lists of its own': {
    options: {
      allowedHosts: ['mcp.example.com', '[2001:db8::1]'],
      allowedOrigins: ['https://App.example.com/'],
    },
    hosts: {
      allowed: ['mcp.example.com', 'MCP.example.com:443', '[2001:db8::1]:443'],
      refused: ['localhost', '127.0.0.1', 'example.com', 'x.mcp.example.com'],
    },
    origins: {
      allowed: ['https://app.example.com'],
      refused: [
        'http://app.example.com',
        'https://app.example.com:8443',
        'https://app.example.com.evil.example.com',
        'http://localhost',
        'null',
      ],
    },
  },
  'that is open to all pages': {
    options: { allowedOrigins: ['*'] },
    hosts: { allowed: ['localhost'], refused: [FAR] },
    origins: { allowed: ['https://any.example.com', 'null', 'chrome-extension://abc'], refused: [] },
  },
  'on all interfaces': {
    options: { host: '0.0.0.0' },
    hosts: { allowed: [FAR, 'localhost', '10.1.2.3:80'], refused: [] },
    origins: { allowed: [], refused: ['http://localhost', `http://${FAR}`, 'null'] },
  },
  'on all interfaces, with lists': {
    options: { host: '0.0.0.0', allowedHosts: [FAR], allowedOrigins: [`https://${FAR}`] },
    hosts: { allowed: [FAR], refused: ['localhost', 'other.example.com'] },
    origins: { allowed: [`https://${FAR}`], refused: ['http://localhost', 'https://other.example.com'] },
  },
};

for (const [which, { options, hosts, origins }] of Object.entries(SERVERS)) {
  const { url } = await startNode(after, echoServer(), options);
  const [goodHost = ''] = hosts.allowed;

  describe(`a server ${which}`, () => {
    for (const host of hosts.allowed) {
      test(`serves Host "${host}"`, async () => {
        assert.equal((await discover(url, [`Host: ${host}`])).status, 200);
      });
    }
    for (const host of hosts.refused) {
      test(`refuses Host "${host}"`, async () => {
        const answer = await discover(url, [`Host: ${host}`]);
        assertRefused(answer, forbidden(/header Host \(".*"\) is not allowed.*"allowedHosts"/));
      });
    }
    for (const origin of origins.allowed) {
      test(`serves Origin "${origin}"`, async () => {
        assert.equal((await discover(url, [`Host: ${goodHost}`, `Origin: ${origin}`])).status, 200);
      });
    }
    for (const origin of origins.refused) {
      test(`refuses Origin "${origin}"`, async () => {
        const answer = await discover(url, [`Host: ${goodHost}`, `Origin: ${origin}`]);
        assertRefused(answer, forbidden(/header Origin \(".*"\) is not allowed.*"allowedOrigins"/));
        assert.deepEqual(
          Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
          [],
        );
      });
    }
  });
}

describe('a request without Host', () => {
  const known = startNode(after, echoServer());
  const open = startNode(after, echoServer(), { host: '0.0.0.0' });

  test('is refused on loopback', async () => {
    const { url } = await known;
    assertRefused(await discover(url, [], '1.0'), forbidden(/header Host \(missing\) is not allowed/));
  });

  test('is served where any host is', async () => {
    const { url } = await open;
    assert.equal((await discover(url, [], '1.0')).status, 200);
  });

  test('is no HTTP/1.1', async () => {
    const { url } = await open;
    assertRefused(await discover(url, []), {
      status: 400,
      rpcCode: -32600,
      code: 'INVALID_REQUEST',
      says: /HTTP\/1\.1 requires the header Host/,
    });
  });
});

test('a hostile variety of hosts does not change who is allowed', async (t) => {
  const { url } = await startNode((stop) => t.after(stop), echoServer());
  const connection = await RawConnection.open(url);
  for (let n = 0; n < 300; n++) {
    connection.send(rawRequest('POST /mcp HTTP/1.1', [`Host: evil${n}.example.com`, ...LINES], BODY));
    assert.equal((await connection.response()).status, 403);
  }
  connection.destroy();
  assert.equal((await discover(url, ['Host: localhost'])).status, 200);
  assert.equal((await discover(url, ['Host: evil.example.com'])).status, 403);
});

test('the operations pages are for probes, which know no host name', async (t) => {
  const { url } = await startNode((stop) => t.after(stop), echoServer());
  const connection = await RawConnection.open(url);
  connection.send(rawRequest('GET /health HTTP/1.1', ['Host: 10.0.0.7', 'Origin: http://evil.example.com']));
  const answer = await connection.response();
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['access-control-allow-origin'], undefined);
  connection.destroy();
});
