import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadAnswer, bodyText, parseAnswer } from './response-parser.ts';

const plain = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}';
const chunked =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n' +
  '9\r\ndata: 1\n\n\r\nA\r\ndata: 22\n\n\r\n0\r\n\r\n';

function parse(text: string) {
  const bytes = Buffer.from(text);
  return parseAnswer(bytes, bytes.length);
}

test('an answer with a Content-Length ends where its body does', () => {
  const answer = parse(plain);
  assert.equal(answer?.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/json');
  assert.equal(answer.end, plain.length);
  assert.equal(bodyText(Buffer.from(plain), answer), '{"a":1}');
});

test('a chunked answer ends with its last chunk, and its body is free of framing', () => {
  const answer = parse(chunked);
  assert.equal(answer?.end, chunked.length);
  assert.equal(bodyText(Buffer.from(chunked), answer), 'data: 1\n\ndata: 22\n\n');
});

test('every part of an answer short of the whole is incomplete', () => {
  for (const whole of [plain, chunked]) {
    for (let length = 0; length < whole.length; length++) {
      assert.equal(parse(whole.slice(0, length)), undefined, `the first ${length} bytes`);
    }
  }
});

test('bytes that an earlier answer left in the buffer are not read', () => {
  const bytes = Buffer.from(`${plain}${chunked}`);
  assert.equal(parseAnswer(bytes, plain.length)?.end, plain.length);
  assert.equal(parseAnswer(bytes, plain.length - 1), undefined);
  assert.equal(parseAnswer(Buffer.from(chunked), chunked.length - 3), undefined);
});

test('an answer without a body ends with its headers', () => {
  assert.equal(parse('HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n')?.bodyStart, 36);
  assert.equal(parse('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n')?.end, 44);
});

test('a UTF-8 body is counted in bytes', () => {
  const text = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\u20ac';
  const answer = parse(text);
  assert.ok(answer);
  assert.equal(bodyText(Buffer.from(text), answer), '\u20ac');
});

test('what no client could use is rejected', () => {
  assert.throws(() => parse('HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'), BadAnswer);
  assert.throws(() => parse('HTTP/1.1 200 OK\r\nDate: x\r\n\r\n'), /neither a Content-Length nor chunks/);
  assert.throws(
    () => parse('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
    /size of a chunk/,
  );
  assert.throws(
    () => parse('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc'),
    /end with CRLF/,
  );
});
