// The headers that mirror a modern request's body: each must be there and say the same, so that what a balancer routes
// by is what is executed. Source: 2026-07-28 basic/transports/streamable-http, "Request Metadata".

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ResourceTemplate } from 'mcp-fleet';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { callTool, modern, modernBody, modernHeaders } from './modern.ts';
import { echoServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const server = echoServer();
const GREETING = 'Grüß Gott, 世界';
const LITERAL = '=?base64?literal?=';
for (const name of [GREETING, LITERAL, ' padded ']) {
  server.registerPrompt(name, {}, () => ({ messages: [] }));
}
server.registerResource('any', new ResourceTemplate('note:///{id}', { list: undefined }), {}, (uri) => ({
  contents: [{ uri: uri.href, text: '' }],
}));
const { url } = await startNode(after, server);

const base64 = (text: string): string => `=?base64?${Buffer.from(text).toString('base64')}?=`;
const mismatch = (says: RegExp) =>
  ({ status: 400, rpcCode: -32020, code: 'HEADER_MISMATCH', says, id: 1 }) as const;

describe('MCP-Protocol-Version', () => {
  test('that is missing is refused', async () => {
    const answer = await modern(url, 'tools/list', {}, { headers: { 'MCP-Protocol-Version': undefined } });
    assertRefused(answer, mismatch(/required header MCP-Protocol-Version is missing/));
  });

  for (const version of ['2025-11-25', '2026-07-29', '', 'v999.0.0']) {
    test(`"${version}" for a body of 2026-07-28 is refused`, async () => {
      const answer = await modern(url, 'tools/list', {}, { headers: { 'MCP-Protocol-Version': version } });
      assertRefused(
        answer,
        mismatch(/MCP-Protocol-Version header value ".*" does not match the body value, "2026-07-28"/),
      );
    });
  }
});

describe('Mcp-Method', () => {
  test('that is missing is refused', async () => {
    const answer = await modern(url, 'tools/list', {}, { headers: { 'Mcp-Method': undefined } });
    assertRefused(answer, mismatch(/required header Mcp-Method is missing/));
  });

  for (const method of ['prompts/list', 'TOOLS/LIST', 'tools/list ;x', '']) {
    test(`"${method}" for tools/list is refused`, async () => {
      const answer = await modern(url, 'tools/list', {}, { headers: { 'Mcp-Method': method } });
      assertRefused(
        answer,
        mismatch(/Mcp-Method header value ".*" does not match the body value, "tools\/list"/),
      );
    });
  }

  test('is checked for unknown methods too', async () => {
    const answer = await modern(url, 'no/such/method', {}, { headers: { 'Mcp-Method': 'tools/list' } });
    assertRefused(answer, mismatch(/Mcp-Method/));
  });
});

describe('Mcp-Name', () => {
  const targets: readonly [method: string, params: object][] = [
    ['tools/call', { name: 'echo', arguments: {} }],
    ['prompts/get', { name: GREETING }],
    ['resources/read', { uri: 'note:///1' }],
  ];
  for (const [method, params] of targets) {
    test(`of ${method} that is missing is refused`, async () => {
      const answer = await modern(url, method, params, { headers: { 'Mcp-Name': undefined } });
      assertRefused(answer, mismatch(/required header Mcp-Name is missing/));
    });

    test(`of ${method} that names another target is refused`, async () => {
      const answer = await modern(url, method, params, { headers: { 'Mcp-Name': 'another' } });
      assertRefused(answer, mismatch(/Mcp-Name header value "another" does not match the body value/));
    });
  }

  test('is not asked of other methods', async () => {
    assert.equal((await modern(url, 'tools/list', {}, { headers: { 'Mcp-Name': 'whatever' } })).status, 200);
  });

  test('of a call that names nothing is refused', async () => {
    const answer = await modern(url, 'tools/call', { arguments: {} }, { headers: { 'Mcp-Name': 'echo' } });
    assertRefused(answer, mismatch(/does not match the body value, missing/));
  });

  test('that differs in case is refused', async () => {
    assertRefused(await callTool(url, 'echo', {}, { headers: { 'Mcp-Name': 'Echo' } }), mismatch(/Mcp-Name/));
  });

  const encoded: readonly [name: string, header: string][] = [
    ['echo', base64('echo')],
    [GREETING, '=?base64?R3LDvMOfIEdvdHQsIOS4lueVjA==?='],
    [' padded ', '=?base64?IHBhZGRlZCA=?='],
    [LITERAL, '=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?='],
  ];
  for (const [name, header] of encoded) {
    test(`${header} means "${name}"`, async () => {
      const isTool = name === 'echo';
      const answer = await modern(
        url,
        isTool ? 'tools/call' : 'prompts/get',
        isTool ? { name, arguments: {} } : { name },
        { headers: { 'Mcp-Name': header } },
      );
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.rpc.error, undefined);
    });
  }

  const broken: readonly [what: string, header: string][] = [
    ['without padding', '=?base64?ZWNobw?='],
    ['with characters that are not Base64', '=?base64?ZW!jaG8=?='],
    ['in the URL alphabet', '=?base64?8J-Sqf_-?='],
    ['that is not UTF-8', '=?base64?/w==?='],
  ];
  for (const [what, header] of broken) {
    test(`encoded ${what} is refused`, async () => {
      const answer = await callTool(url, 'echo', {}, { headers: { 'Mcp-Name': header } });
      assertRefused(answer, mismatch(/Mcp-Name has invalid characters or broken Base64/));
    });
  }

  test('with raw UTF-8 is refused, even when it says the same', async () => {
    const body = JSON.stringify(modernBody('prompts/get', { name: GREETING }));
    const lines = [
      'Host: localhost',
      'Content-Type: application/json',
      'Accept: */*',
      ...Object.entries(modernHeaders('prompts/get', { name: GREETING })).map(
        ([n, value]) => `${n}: ${value}`,
      ),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    const connection = await RawConnection.open(url);
    connection.send(rawRequest('POST /mcp HTTP/1.1', lines, body));
    const response = await connection.response();
    assertRefused(
      { ...response, rpc: JSON.parse(response.body) as RpcMessage },
      mismatch(/Mcp-Name has invalid characters/),
    );
    connection.destroy();
  });

  test('that only starts like an encoded one is taken as it is', async () => {
    const answer = await callTool(url, '=?base64?ZWNobw==');
    assert.match(answer.rpc.error?.message ?? '', /Unknown tool: =\?base64\?ZWNobw==/);
  });
});

test('names of headers may have any case, and values any space around them', async () => {
  for (const headers of [
    { 'mcp-method': 'tools/call', 'MCP-NAME': 'echo' },
    { 'Mcp-Method': '  tools/call\t', 'Mcp-Name': '\techo  ' },
  ]) {
    const lines = [
      'Host: localhost',
      'Content-Type: application/json',
      'Accept: */*',
      'mCP-pROTOCOL-vERSION: 2026-07-28',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    const body = JSON.stringify(modernBody('tools/call', { name: 'echo' }));
    const connection = await RawConnection.open(url);
    connection.send(rawRequest('POST /mcp HTTP/1.1', [...lines, `Content-Length: ${body.length}`], body));
    assert.equal((await connection.response()).status, 200);
    connection.destroy();
  }
});
