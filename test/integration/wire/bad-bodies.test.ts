// Bodies that are not one good JSON-RPC message: each is refused with an answer that says what is wrong with it, and
// the server goes on.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { send } from './http.ts';
import { callTool, modernHeaders, textOf } from './modern.ts';
import { echoServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const PING = '{"jsonrpc":"2.0","id":7,"method":"ping"}';
const PARSE = { status: 400, rpcCode: -32700, code: 'PARSE_ERROR' } as const;
const INVALID = { status: 400, rpcCode: -32600, code: 'INVALID_REQUEST' } as const;

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const withArguments = (json: string): string =>
  `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":${json}}}`;

const { url } = await startNode(after, echoServer());

describe('a body that is not JSON', () => {
  const cases: readonly [what: string, body: string | Uint8Array, says: RegExp][] = [
    ['nothing', '', /body is empty/],
    ['only white space', ' \r\n\t ', /not valid JSON/],
    ['half a message', PING.slice(0, 20), /not valid JSON/],
    ['two messages', PING + PING, /not valid JSON/],
    ['a trailing comma', '{"jsonrpc":"2.0",}', /not valid JSON/],
    ['NaN', '{"jsonrpc":"2.0","id":NaN,"method":"ping"}', /not valid JSON/],
    ['a raw line break in a string', '{"jsonrpc":"2.0","id":1,"method":"pi\nng"}', /not valid JSON/],
    [
      'a byte that is not UTF-8',
      Buffer.from('{"jsonrpc":"2.0","id":"\xff","method":"x"}', 'latin1'),
      /UTF-8/,
    ],
    ['an overlong UTF-8 sequence', Buffer.from('{"id":"\xc0\xaf"}', 'latin1'), /UTF-8/],
    ['a UTF-8 sequence that is cut off', Buffer.from(`"\xe2\x82`, 'latin1'), /UTF-8/],
    ['a byte order mark', `\uFEFF${PING}`, /not valid JSON/],
    ['UTF-16', Buffer.from(PING, 'utf16le'), /not valid JSON/],
  ];
  for (const [what, body, says] of cases) {
    test(`${what} is a parse error`, async () => {
      assertRefused(await send(url, { body }), { ...PARSE, says });
    });
  }
});

describe('a body that is JSON but no message', () => {
  const cases: readonly [what: string, body: string, says: RegExp][] = [
    ['a number', '1', /one JSON-RPC message, an object/],
    ['null', 'null', /one JSON-RPC message, an object/],
    ['a string', '"ping"', /one JSON-RPC message, an object/],
    ['an empty object', '{}', /"jsonrpc" must be "2.0"/],
    ['another version of JSON-RPC', '{"jsonrpc":"1.0","method":"ping"}', /"jsonrpc" must be "2.0"/],
    ['a method that is no string', '{"jsonrpc":"2.0","method":1}', /"method" must be a string/],
    ['neither a method nor an id', '{"jsonrpc":"2.0","params":{}}', /needs a "method"/],
  ];
  for (const [what, body, says] of cases) {
    test(`${what} is an invalid request`, async () => {
      assertRefused(await send(url, { body }), { ...INVALID, says });
    });
  }

  const answers: readonly [what: string, body: string][] = [
    ['neither a result nor an error', '{"jsonrpc":"2.0","id":7}'],
    ['both a result and an error', '{"jsonrpc":"2.0","id":7,"result":{},"error":{"code":1,"message":""}}'],
    ['a result that is no object', '{"jsonrpc":"2.0","id":7,"result":1}'],
    ['an error without a code', '{"jsonrpc":"2.0","id":7,"error":{"message":"no"}}'],
  ];
  for (const [what, body] of answers) {
    test(`an answer with ${what} is an invalid request`, async () => {
      const says = /either a "result" object or an "error"/;
      assertRefused(await send(url, { body }), { ...INVALID, says, id: 7 });
    });
  }

  test('params that are an array are refused under the id of the request', async () => {
    const body = '{"jsonrpc":"2.0","id":"seven","method":"ping","params":[1]}';
    assertRefused(await send(url, { body }), { ...INVALID, says: /"params" must be an object/, id: 'seven' });
  });

  for (const id of ['null', '1.5', '1e300', '9007199254740993', '{}', '[1]', 'true']) {
    test(`an id of ${id} is refused, and not echoed`, async () => {
      const body = `{"jsonrpc":"2.0","id":${id},"method":"ping"}`;
      assertRefused(await send(url, { body }), { ...INVALID, says: /"id" must be a string or an integer/ });
    });
  }
});

describe('JSON that is dangerous to walk', () => {
  const REFUSED = { ...INVALID, id: 7 };

  test('nesting of 65 levels is refused', async () => {
    // The message, its params and its arguments are three levels.
    const body = withArguments(`{"deep":${nested(62)}}`);
    assertRefused(await send(url, { body }), { ...REFUSED, says: /nests deeper than 64 levels/ });
  });

  test('nesting of 64 levels is served', async () => {
    const deep: unknown = JSON.parse(nested(61));
    const answer = await callTool(url, 'echo', { deep });
    assert.equal(answer.status, 200);
    assert.equal(textOf(answer.rpc), `{"deep":${nested(61)}}`);
  });

  test('nesting of half a million levels is refused like any other', async () => {
    const says = /nests deeper than 64 levels/;
    assertRefused(await send(url, { body: nested(500_000) }), { ...INVALID, says });
    const objects = `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`;
    // Its id is not read either: a body that large is refused before it is parsed.
    assertRefused(await send(url, { body: withArguments(objects) }), { ...INVALID, says });
  });

  const keys: readonly [what: string, json: string][] = [
    ['plain', '{"__proto__":{"admin":true}}'],
    ['escaped', '{"\\u005f_proto__":{"admin":true}}'],
    ['inside an array', '{"list":[1,{"__proto__":1}]}'],
  ];
  for (const [what, json] of keys) {
    test(`a key "__proto__", ${what}, is refused`, async () => {
      const body = withArguments(json);
      assertRefused(await send(url, { body }), { ...REFUSED, says: /key named "__proto__"/ });
    });
  }

  test('keys that only look like it are data', async () => {
    const args = { proto: 1, constructor: { prototype: 2 }, toString: 'x', hasOwnProperty: null };
    const answer = await callTool(url, 'echo', args);
    assert.equal(
      textOf(answer.rpc),
      '{"proto":1,"constructor":{"prototype":2},"toString":"x","hasOwnProperty":null}',
    );
  });

  test('an array of half a million items is served', async () => {
    const items = Array.from({ length: 500_000 }, () => 0);
    const answer = await callTool(url, 'echo', { items });
    assert.equal(answer.status, 200);
    assert.equal(textOf(answer.rpc)?.length, 1_000_011);
  });
});

test('the last of two members with the same name counts, for headers too', async () => {
  const body = withArguments('{}').replace('"name":"echo"', '"name":"other","name":"echo"');
  const meta = JSON.stringify({
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  });
  const headers = modernHeaders('tools/call', { name: 'echo' });
  const answer = await send(url, { headers, body: body.replace('"params":{', `"params":{"_meta":${meta},`) });
  assert.equal(textOf(answer.rpc), '{}');
});
