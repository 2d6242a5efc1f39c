// The rules that decide what is a fault: they let through what the server promises, and nothing else.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkAnswer, checkHead } from './answer-rules.ts';
import { EventReader } from './event-reader.ts';
import { checkResponse, checkStreamed } from './rpc-rules.ts';

const FAULT = { name: 'Fault' };
const refusal = (code: number, data: object, message = 'No.') => ({
  jsonrpc: '2.0',
  id: 1,
  error: { code, message, data },
});

describe('a message', () => {
  test('with a result, or with a documented error, is right', () => {
    assert.equal(checkResponse({ jsonrpc: '2.0', id: 'x', result: {} }).id, 'x');
    const error = refusal(-32602, { code: 'INVALID_PARAMS', retryable: false });
    assert.equal(checkResponse(error).errorCode, 'INVALID_PARAMS');
  });

  const wrong: readonly (readonly [what: string, message: unknown])[] = [
    ['that is no object', []],
    ['of another version', { jsonrpc: '1.0', id: 1, result: {} }],
    ['with a result and an error', { ...refusal(-32600, {}), result: {} }],
    ['with neither', { jsonrpc: '2.0', id: 1 }],
    ['with a result and no id', { jsonrpc: '2.0', result: {} }],
    ['with an id that is none', { jsonrpc: '2.0', id: null, result: {} }],
    ['with an internal error', refusal(-32603, { code: 'INTERNAL_ERROR', retryable: false })],
    ['with an error that is not documented', refusal(-32600, { code: 'OOPS', retryable: false })],
    ['with a code that is not the documented one', refusal(-1, { code: 'INVALID_PARAMS', retryable: false })],
    [
      'that may be tried again against the documents',
      refusal(-32602, { code: 'INVALID_PARAMS', retryable: true }),
    ],
    [
      'with the reference of an unexpected error',
      refusal(-32600, { code: 'INVALID_REQUEST', retryable: false }, 'Failed (reference 0123abcd).'),
    ],
    [
      'with a failed handler',
      {
        jsonrpc: '2.0',
        id: 1,
        result: { isError: true, content: [{ type: 'text', text: 'See reference 0123abcd.' }] },
      },
    ],
  ];
  for (const [what, message] of wrong) {
    test(`${what} is a fault`, () => assert.throws(() => checkResponse(message), FAULT));
  }

  test('on a stream may be a notification, a question or a response, and nothing else', () => {
    assert.equal(checkStreamed({ jsonrpc: '2.0', method: 'notifications/progress' }), 'notification');
    assert.equal(checkStreamed({ jsonrpc: '2.0', id: 'q', method: 'roots/list' }), 'request');
    assert.throws(() => checkStreamed({ jsonrpc: '2.0', method: 'tools/call' }), FAULT);
    assert.throws(() => checkStreamed({ jsonrpc: '2.0', id: 'q', method: 'tools/call' }), FAULT);
  });
});

describe('an answer', () => {
  const head = (status: number, headers: object = { 'content-type': 'application/json' }) => ({
    status,
    headers: new Map(Object.entries(headers)),
  });
  const asked = (body: unknown) => ({
    method: 'POST',
    target: '/mcp',
    body: Buffer.from(JSON.stringify(body)),
  });
  const check = (status: number, body: unknown, to: unknown) =>
    checkAnswer(head(status), Buffer.from(JSON.stringify(body)), asked(to));
  const result = { jsonrpc: '2.0', id: 1, result: {} };

  test('is a result to what was asked, or a refusal with its status', () => {
    assert.equal(check(200, result, { id: 1 }).messages.length, 1);
    check(400, refusal(-32600, { code: 'INVALID_REQUEST', retryable: false }), { id: 1 });
    check(200, [result, { ...result, id: 2 }], [{ id: 1 }, { id: 2 }]);
  });

  test('with a status that is not documented is a fault', () => {
    for (const status of [500, 501, 302]) assert.throws(() => checkHead(head(status)), FAULT);
    assert.throws(() => checkHead(head(401)), /WWW-Authenticate/);
  });

  for (const [what, status, body, to] of [
    ['a result with an error status', 400, result, { id: 1 }],
    [
      'an error with the status of another',
      404,
      refusal(-32600, { code: 'INVALID_REQUEST', retryable: false }),
      { id: 1 },
    ],
    ['an answer to another id', 200, result, { id: 2 }],
    ['an answer to the same id of another type', 200, result, { id: '1' }],
    ['two answers to one id', 200, [result, result], [{ id: 1 }]],
    ['an empty batch', 200, [], [{ id: 1 }]],
    ['JSON that is no message', 200, { ok: true }, { id: 1 }],
  ] as const) {
    test(`that is ${what} is a fault`, () => assert.throws(() => check(status, body, to), FAULT));
  }

  test('that is empty, of another type, no UTF-8 or no JSON is a fault', () => {
    const check = (body: Buffer, headers?: object) => () =>
      checkAnswer(head(200, headers), body, asked({ id: 1 }));
    assert.throws(check(Buffer.alloc(0)), /without a body/);
    assert.throws(check(Buffer.from('{}'), { 'content-type': 'text/html' }), /of type "text\/html"/);
    assert.throws(check(Buffer.from([0x22, 0xff, 0x22])), /not UTF-8/);
    assert.throws(check(Buffer.from('{')), /no JSON/);
  });
});

describe('an event stream', () => {
  const read = (text: string) => new EventReader().feed(Buffer.from(text));

  test('has messages with ids that grow, retries, comments, and events without a message', () => {
    const text = 'retry: 300\n\nid: r1.0\ndata: \n\n:\n\nid: r1.2\nevent: message\ndata: {"a":1}\n\n';
    assert.deepEqual(read(text), [
      { id: 'r1.0', message: undefined },
      { id: 'r1.2', message: { a: 1 } },
    ]);
  });

  for (const [what, text] of [
    ['an unknown field', 'colour: red\n\n'],
    ['two lines of data', 'data: 1\ndata: 2\n\n'],
    ['data that is no JSON', 'data: {\n\n'],
    ['an id that cannot be returned with', 'id: x\ndata: \n\n'],
    ['an event that comes again', 'id: r1.1\ndata: \n\nid: r1.1\ndata: \n\n'],
  ] as const) {
    test(`with ${what} is a fault`, () => assert.throws(() => read(text), FAULT));
  }

  test('that ends within an event is a fault', () => {
    const reader = new EventReader();
    reader.feed(Buffer.from('data: 1\n'));
    assert.throws(() => reader.end(), FAULT);
  });
});
