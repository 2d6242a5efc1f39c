// What browser code of an allowed page gets to see: the preflight, and the headers of every kind of answer.
// Source: WHATWG Fetch, "CORS protocol".

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import { type Answer, send } from './http.ts';
import { callTool, modern, openModern } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { initializeBody } from './session.ts';

const APP = 'https://app.example.com';
const server = newServer();
server.registerTool('loud', {}, (ctx) => {
  ctx.progress(1);
  return { content: [] };
});
const { url } = await startNode(after, server, { allowedOrigins: [APP], maxBodyBytes: 1000 });

const fromApp = { headers: { Origin: APP } };

function assertReadable(answer: { readonly headers: Answer['headers'] }): void {
  assert.equal(answer.headers['access-control-allow-origin'], APP);
  assert.equal(answer.headers.vary, 'Origin');
  const exposed = answer.headers['access-control-expose-headers'] ?? '';
  for (const name of ['Mcp-Session-Id', 'MCP-Protocol-Version', 'Retry-After', 'WWW-Authenticate']) {
    assert.ok(exposed.split(', ').includes(name), name);
  }
  assert.equal(answer.headers['access-control-allow-credentials'], undefined);
}

describe('a preflight', () => {
  const preflight = (asked: string | undefined, origin = APP) =>
    send(url, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': asked,
      },
    });

  test('allows the methods and the headers of both eras', async () => {
    const asked = 'content-type,mcp-method,mcp-name,mcp-param-region,mcp-protocol-version,mcp-session-id';
    const answer = await preflight(asked);
    assert.deepEqual([answer.status, answer.text], [204, '']);
    assertReadable(answer);
    assert.equal(answer.headers['access-control-allow-methods'], 'GET, POST, DELETE, OPTIONS');
    assert.equal(answer.headers['access-control-allow-headers'], asked);
    assert.equal(answer.headers['access-control-max-age'], '600');
  });

  test('of a page that is not allowed is refused', async () => {
    const answer = await preflight('content-type', 'https://evil.example.com');
    assert.equal(answer.status, 403);
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
    assert.equal(answer.headers['access-control-allow-headers'], undefined);
  });
});

describe('an allowed page may read', () => {
  test('a result', async () => assertReadable(await modern(url, 'tools/list', {}, fromApp)));

  test('a session handle', async () => {
    const answer = await send(url, { ...fromApp, body: initializeBody() });
    assertReadable(answer);
    assert.equal(typeof answer.headers['mcp-session-id'], 'string');
  });

  test('an event stream', async () => {
    const answer = await openModern(
      url,
      'subscriptions/listen',
      { notifications: { toolsListChanged: true } },
      fromApp,
    );
    assert.equal(answer.headers['content-type'], 'text/event-stream');
    assertReadable(answer);
    answer.events.cut();
  });

  const refusals: readonly [status: number, send: () => Promise<Answer>][] = [
    [400, () => send(url, { ...fromApp, body: '{' })],
    [404, () => modern(url, 'no/such/method', {}, fromApp)],
    [405, () => send(url, { ...fromApp, method: 'PUT' })],
    [406, () => send(url, { headers: { Origin: APP, Accept: 'text/html' }, body: {} })],
    [413, () => send(url, { ...fromApp, body: 'x'.repeat(2000) })],
    [415, () => send(url, { headers: { Origin: APP, 'Content-Type': 'text/plain' }, body: {} })],
  ];
  for (const [status, sendIt] of refusals) {
    test(`a refusal with ${status}`, async () => {
      const answer = await sendIt();
      assert.equal(answer.status, status);
      assertReadable(answer);
    });
  }
});

test('a request without an origin gets none of these headers', async () => {
  const answer = await callTool(url, 'loud');
  assert.deepEqual(
    Object.keys(answer.headers).filter((name) => name.startsWith('access-control') || name === 'vary'),
    [],
  );
});

test('an origin cannot break out of its header', async (t) => {
  const open = await startNode((stop) => t.after(stop), newServer(), { allowedOrigins: ['*'] });
  const connection = await RawConnection.open(open.url);
  const asked = 'Access-Control-Request-Headers: x-\xe9, y';
  connection.send(
    Buffer.from(
      rawRequest('OPTIONS /mcp HTTP/1.1', ['Host: localhost', 'Origin: http://\xe9', asked]),
      'latin1',
    ),
  );
  assert.equal((await connection.response()).status, 204);
  connection.destroy();
});
