// What counts as a JSON-RPC message, and the exact text of those that are written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  errorText,
  isRequestId,
  notificationText,
  readMessage,
  requestText,
  resultText,
  salvageId,
} from './json-rpc.ts';

const INVALID = { name: 'FleetError', code: 'INVALID_REQUEST', rpcCode: -32600, httpStatus: 400 };

test('a message with a method and an id is a request', () => {
  assert.deepEqual(readMessage({ jsonrpc: '2.0', id: 7, method: 'tools/list', params: { cursor: 'x' } }), {
    kind: 'request',
    id: 7,
    method: 'tools/list',
    params: { cursor: 'x' },
  });
});

test('a message with a method and no id is a notification', () => {
  assert.deepEqual(readMessage({ jsonrpc: '2.0', method: 'notifications/initialized' }), {
    kind: 'notification',
    method: 'notifications/initialized',
    params: {},
  });
});

test('a message without a method is the answer to a request of ours', () => {
  assert.deepEqual(readMessage({ jsonrpc: '2.0', id: 'n-1', result: { roots: [] } }), {
    kind: 'response',
    id: 'n-1',
    result: { roots: [] },
  });
  assert.deepEqual(readMessage({ jsonrpc: '2.0', id: 'n-1', error: { code: -1, message: 'no' } }), {
    kind: 'response',
    id: 'n-1',
    error: { code: -1, message: 'no' },
  });
});

test('ids are strings and safe integers, and nothing else', () => {
  const good = ['', 'a', 0, -1, 9007199254740991];
  const bad = [null, 1.5, 9007199254740992, Number.NaN, true, {}, [1], undefined];
  assert.deepEqual(good.map(isRequestId), [true, true, true, true, true]);
  assert.deepEqual(bad.map(isRequestId), [false, false, false, false, false, false, false, false]);
});

const BROKEN: readonly (readonly [what: string, value: unknown, says: RegExp])[] = [
  ['null', null, /must be one JSON-RPC message/],
  ['a string', 'ping', /must be one JSON-RPC message/],
  ['an array', [{ jsonrpc: '2.0', id: 1, method: 'ping' }], /must be one JSON-RPC message/],
  ['a message without "jsonrpc"', { id: 1, method: 'ping' }, /"jsonrpc" must be "2.0"/],
  ['a message of JSON-RPC 1.0', { jsonrpc: '1.0', id: 1, method: 'ping' }, /"jsonrpc" must be "2.0"/],
  ['a method that is a number', { jsonrpc: '2.0', id: 1, method: 5 }, /"method" must be a string/],
  ['a method that is null', { jsonrpc: '2.0', id: 1, method: null }, /"method" must be a string/],
  ['params in an array', { jsonrpc: '2.0', id: 1, method: 'm', params: [1] }, /"params" must be an object/],
  [
    'params that are null',
    { jsonrpc: '2.0', id: 1, method: 'm', params: null },
    /"params" must be an object/,
  ],
  [
    'a request with a null id',
    { jsonrpc: '2.0', id: null, method: 'm' },
    /"id" must be a string or an integer/,
  ],
  ['a request with a fraction as id', { jsonrpc: '2.0', id: 1.5, method: 'm' }, /"id" must be/],
  ['a response without an id', { jsonrpc: '2.0', result: {} }, /needs a "method", or the "id"/],
  ['a response with a null id', { jsonrpc: '2.0', id: null, result: {} }, /needs a "method", or the "id"/],
  ['a response without an outcome', { jsonrpc: '2.0', id: 1 }, /either a "result" object or an "error"/],
  [
    'a response with two outcomes',
    { jsonrpc: '2.0', id: 1, result: {}, error: { code: 1, message: 'm' } },
    /either a "result" object or an "error"/,
  ],
  ['a result that is no object', { jsonrpc: '2.0', id: 1, result: [] }, /either a "result" object/],
  ['an error that is a string', { jsonrpc: '2.0', id: 1, error: 'no' }, /either a "result" object/],
  ['an error without a code', { jsonrpc: '2.0', id: 1, error: { message: 'm' } }, /"error"/],
  [
    'an error with a fraction as code',
    { jsonrpc: '2.0', id: 1, error: { code: 1.5, message: 'm' } },
    /"error"/,
  ],
  ['an error without a message', { jsonrpc: '2.0', id: 1, error: { code: -1 } }, /"error"/],
  [
    'an error whose message is no text',
    { jsonrpc: '2.0', id: 1, error: { code: -1, message: {} } },
    /"error"/,
  ],
];

for (const [what, value, says] of BROKEN) {
  test(`${what} is refused as an invalid request`, () => {
    assert.throws(() => readMessage(value), { ...INVALID, message: says });
  });
}

test('the id of a broken message is salvaged when it is a valid one', () => {
  assert.equal(salvageId({ id: 3, method: 5 }), 3);
  assert.equal(salvageId({ id: 'x' }), 'x');
  assert.equal(salvageId({ id: null }), undefined);
  assert.equal(salvageId([{ id: 3 }]), undefined);
  assert.equal(salvageId('id'), undefined);
});

test('a result that is JSON already is put into its response as it is', () => {
  assert.equal(resultText(1, '{"a": 1}'), '{"jsonrpc":"2.0","id":1,"result":{"a": 1}}');
});

test('an id of text cannot break out of the message that echoes it', () => {
  const id = '","result":{},"x":"\n';
  assert.deepEqual(JSON.parse(resultText(id, '{}')), { jsonrpc: '2.0', id, result: {} });
  assert.deepEqual(JSON.parse(errorText(id, { code: 1, message: 'm' })), {
    jsonrpc: '2.0',
    id,
    error: { code: 1, message: 'm' },
  });
});

test('an error without a readable id has no id member', () => {
  assert.equal(
    errorText(undefined, { code: -32700, message: 'Parse error' }),
    '{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"}}',
  );
});

test('what is written stays on one line whatever it carries', () => {
  const texts = [
    errorText('a\nb', { code: 1, message: 'two\r\nlines' }),
    notificationText('notifications/message', { data: 'a\nb' }),
    requestText('n-1', 'elicitation/create', { message: 'a\rb' }),
  ];
  for (const text of texts) assert.doesNotMatch(text, /[\r\n]/);
});

test('messages without params carry no params member', () => {
  assert.equal(
    notificationText('notifications/tools/list_changed'),
    '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}',
  );
  assert.equal(requestText('n-1', 'roots/list'), '{"jsonrpc":"2.0","id":"n-1","method":"roots/list"}');
});
