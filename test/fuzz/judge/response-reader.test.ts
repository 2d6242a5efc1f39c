// The reader of responses takes what is right HTTP in any pieces, and refuses what a strict client could not trust.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ResponsePart, ResponseReader } from './response-reader.ts';

/** Everything that is read from these pieces, for requests of these methods. */
function readAll(pieces: readonly string[], { methods = ['POST'], end = false } = {}): ResponsePart[] {
  const reader = new ResponseReader();
  for (const method of methods) reader.expect(method);
  const parts: ResponsePart[] = [];
  const take = (): void => {
    for (let part = reader.read(); part !== undefined; part = reader.read()) parts.push(part);
  };
  for (const piece of pieces) {
    reader.feed(Buffer.from(piece, 'latin1'));
    take();
  }
  if (end) reader.end();
  take();
  return parts;
}

const shown = (parts: readonly ResponsePart[]) =>
  parts.map((part) => {
    if (part.kind === 'head') return part.head.status;
    return part.kind === 'data' ? part.bytes.toString() : 'done';
  });

describe('a right response is read:', () => {
  test('with a length, byte by byte', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc';
    assert.deepEqual(shown(readAll([...text])), [200, 'a', 'b', 'c', 'done']);
  });

  test('in chunks', () => {
    const text =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nA\r\n0123456789\r\n0\r\n\r\n';
    assert.deepEqual(shown(readAll([text])), [200, 'ab', '0123456789', 'done']);
  });

  test('without a body, in a pipeline, after an interim one', () => {
    const text =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 405 No\r\nContent-Length: 9\r\n\r\n';
    assert.deepEqual(shown(readAll([text], { methods: ['POST', 'HEAD'] })), [100, 204, 'done', 405, 'done']);
  });

  test('up to the end of its connection', () => {
    const text = 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nab';
    assert.deepEqual(shown(readAll([text, 'c'], { end: true })), [200, 'ab', 'c', 'done']);
  });
});

const OK = 'HTTP/1.1 200 OK\r\n';
const refused: readonly (readonly [what: string, text: string, says: RegExp])[] = [
  ['another protocol', 'SSH-2.0-x\r\n\r\n', /status line/],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', /status line/],
  ['a header without a colon', `${OK}nonsense\r\n\r\n`, /header line/],
  ['a header with a control character', `${OK}A: \x01\r\n\r\n`, /header line/],
  ['a header twice', `${OK}A: 1\r\na: 2\r\n\r\n`, /two headers "a"/],
  ['two lengths', `${OK}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, /two lengths/],
  ['a length that is no number', `${OK}Content-Length: 1e3\r\n\r\n`, /Content-Length "1e3"/],
  ['no length on a connection that stays', `${OK}\r\n`, /no length/],
  ['a body that must not be', 'HTTP/1.1 204 No\r\nContent-Length: 1\r\n\r\nx', /204 answer announces/],
  ['a chunk size that is no number', `${OK}Transfer-Encoding: chunked\r\n\r\nxx\r\n`, /chunk size "xx"/],
  ['a chunk that is too long', `${OK}Transfer-Encoding: chunked\r\n\r\n1\r\nabc`, /longer than its size/],
  ['bytes that nobody asked for', `${OK}Content-Length: 0\r\n\r\nHTTP/1.1 200 OK`, /no request asked for/],
  [
    'bytes after a last answer',
    `${OK}Content-Length: 0\r\nConnection: close\r\n\r\nx`,
    /bytes after an answer that closes/,
  ],
  ['an end in the middle', `${OK}Content-Length: 5\r\n\r\nabc`, /ended in the middle/],
];
for (const [what, text, says] of refused) {
  test(`${what} is a fault`, () => {
    assert.throws(() => readAll([text], { end: true }), { name: 'Fault', message: says });
  });
}
