// Paths, methods and media types: what the endpoint does not serve is refused with the status that HTTP has for it.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { send } from './http.ts';
import { callTool, modernBody, modernHeaders, textOf } from './modern.ts';
import { echoServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const { url } = await startNode(after, echoServer());
const { url: deeperUrl } = await startNode(after, echoServer(), { path: '/team/v1/mcp' });

const CALL = modernBody('tools/call', { name: 'echo', arguments: {} });
const CALL_HEADERS = modernHeaders('tools/call', { name: 'echo' });

const post = (headers: Record<string, string | undefined>) =>
  send(url, { headers: { ...CALL_HEADERS, ...headers }, body: CALL });

describe('the path', () => {
  for (const path of ['/', '/mcp/', '/MCP', '/mcp2', '/sse', '//mcp', '/mcp%20', '/../mcp', '/favicon.ico']) {
    test(`"${path}" is not found, and the answer names the one that is`, async () => {
      const connection = await RawConnection.open(url);
      connection.send(rawRequest(`POST ${path} HTTP/1.1`, ['Host: localhost', 'Content-Length: 2'], '{}'));
      const response = await connection.response();
      const rpc = JSON.parse(response.body) as RpcMessage;
      assertRefused(
        { ...response, rpc },
        { status: 404, rpcCode: -32600, code: 'NOT_FOUND', says: /the MCP endpoint is \/mcp\./ },
      );
      connection.destroy();
    });
  }

  test('may have a query', async () => {
    assert.equal((await send(`${url}?tenant=a`, { headers: CALL_HEADERS, body: CALL })).status, 200);
  });

  test('is the one of the options', async () => {
    assert.equal(new URL(deeperUrl).pathname, '/team/v1/mcp');
    assert.equal((await callTool(deeperUrl, 'echo')).status, 200);
    assert.equal((await callTool(deeperUrl.replace('/team/v1', ''), 'echo')).status, 404);
  });

  for (const page of ['/health', '/ready']) {
    test(`${page} answers GET and HEAD, and nothing else`, async () => {
      const pageUrl = url.replace('/mcp', page);
      assert.equal((await send(pageUrl, { method: 'GET' })).status, 200);
      const head = await send(pageUrl, { method: 'HEAD' });
      assert.deepEqual([head.status, head.text], [200, '']);
      assert.equal((await send(pageUrl, { body: {} })).status, 404);
    });
  }
});

describe('the method', () => {
  for (const method of ['PUT', 'PATCH', 'TRACE', 'PROPFIND']) {
    test(`${method} is refused with the ones that are allowed`, async () => {
      const answer = await send(url, { method });
      assertRefused(answer, {
        status: 405,
        rpcCode: -32600,
        code: 'METHOD_NOT_ALLOWED',
        says: new RegExp(`Method ${method} is not allowed`),
      });
      assert.equal(answer.headers.allow, 'GET, POST, DELETE, OPTIONS');
    });
  }

  test('HEAD is refused without a body', async () => {
    const answer = await send(url, { method: 'HEAD' });
    assert.deepEqual([answer.status, answer.text], [405, '']);
  });
});

describe('Content-Type', () => {
  const good = [
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'Application/JSON',
    'application/json ; charset="utf-8"; x=y',
  ];
  for (const type of good) {
    test(`${type} is taken`, async () => {
      assert.equal((await post({ 'Content-Type': type })).status, 200);
    });
  }

  const bad = [
    undefined,
    '',
    'text/plain',
    'application/jsonp',
    'application/json-patch+json',
    'multipart/form-data',
  ];
  for (const type of bad) {
    test(`${type ?? 'none'} is refused`, async () => {
      assertRefused(await post({ 'Content-Type': type }), {
        status: 415,
        rpcCode: -32600,
        code: 'UNSUPPORTED_MEDIA_TYPE',
        says: /Content-Type must be application\/json/,
      });
    });
  }
});

describe('Content-Encoding', () => {
  for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, identity']) {
    test(`${encoding} is refused, saying how to send instead`, async () => {
      const body = gzipSync(JSON.stringify(CALL));
      const answer = await send(url, { headers: { ...CALL_HEADERS, 'Content-Encoding': encoding }, body });
      assertRefused(answer, {
        status: 415,
        rpcCode: -32600,
        code: 'UNSUPPORTED_MEDIA_TYPE',
        says: /send it without Content-Encoding/,
      });
    });
  }

  test('identity is taken', async () => {
    assert.equal((await post({ 'Content-Encoding': 'Identity' })).status, 200);
  });
});

describe('Accept', () => {
  const good = [
    'application/json, text/event-stream',
    'text/event-stream,application/json',
    'application/json;q=0.9, text/event-stream;q=0.1',
    'Application/JSON, Text/Event-Stream',
    'application/*, text/*',
    '*/*',
    'text/html, */*;q=0.1',
  ];
  for (const accept of good) {
    test(`${accept} is enough`, async () => {
      const answer = await post({ Accept: accept });
      assert.equal(answer.status, 200);
      assert.equal(textOf(answer.rpc), '{}');
    });
  }

  for (const accept of [undefined, '', 'application/json', 'text/event-stream', 'text/html, application/*']) {
    test(`${accept ?? 'none'} is not enough`, async () => {
      assertRefused(await post({ Accept: accept }), {
        status: 406,
        rpcCode: -32600,
        code: 'NOT_ACCEPTABLE',
        says: /Accept must list application\/json and text\/event-stream/,
      });
    });
  }

  test('of a GET must admit an event stream', async () => {
    assertRefused(await send(url, { method: 'GET', headers: { Accept: 'application/json' } }), {
      status: 406,
      rpcCode: -32600,
      code: 'NOT_ACCEPTABLE',
      says: /Accept must list text\/event-stream/,
    });
  });
});
