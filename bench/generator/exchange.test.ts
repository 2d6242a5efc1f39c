import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Exchange } from './exchange.ts';
import { initialize, modernEcho, sessionEcho } from './workloads.ts';

const place = { host: '127.0.0.1:1', connection: 5, step: 2 };

/** What a right server answers to a request, and what a wrong one might. */
function echoOf(request: Buffer, change: (body: string) => string = (body) => body): Buffer {
  const message = JSON.parse(request.toString().split('\r\n\r\n')[1] ?? '');
  const content = [{ type: 'text', text: message.params.arguments.text }];
  const result = { content, resultType: 'complete' };
  const body = change(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }));
  return Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
}

function modernCall(): Exchange {
  return new Exchange(modernEcho, place);
}

test('a request carries its place in the id, and the complement of the id in the text', () => {
  const request = modernCall().next().toString();
  assert.match(request, /"id":105200001\}$/);
  assert.match(request, /"text":"hello 894799998"/);
  assert.match(request, /\r\nmcp-name: echo\r\n/);
});

test('the first answer is parsed, those after it are compared byte by byte', () => {
  const exchange = modernCall();
  for (let call = 0; call < 300; call++) {
    const answer = echoOf(exchange.next());
    assert.equal(exchange.judge(answer, answer.length), 'right');
  }
  assert.equal(exchange.parsedCount, 1);
});

test('an answer that looks different but means the same is right, and is learned', () => {
  const exchange = modernCall();
  const first = echoOf(exchange.next());
  exchange.judge(first, first.length);
  const second = echoOf(exchange.next(), (body) => body.replace('{"jsonrpc"', '{ "jsonrpc"'));
  assert.equal(exchange.judge(second, second.length), 'right');
  assert.equal(exchange.parsedCount, 2);
});

test('a stale answer, another text and another status are wrong', () => {
  const exchange = modernCall();
  const first = echoOf(exchange.next());
  assert.equal(exchange.judge(first, first.length), 'right');
  const request = exchange.next();
  assert.match(wrong(exchange, first), /id 105200001 where 105200002 was expected/);
  assert.match(
    wrong(
      exchange,
      echoOf(request, (body) => body.replace('hello', 'hallo')),
    ),
    /where the text "hello/,
  );
  const failed = Buffer.from(echoOf(request).toString().replace('200 OK', '500 No'));
  assert.match(wrong(exchange, failed), /status 500/);
});

test('bytes after the answer are wrong', () => {
  const exchange = modernCall();
  const answer = Buffer.concat([echoOf(exchange.next()), Buffer.from('HTTP')]);
  assert.match(wrong(exchange, answer), /bytes after the answer/);
});

test('an answer in pieces is incomplete until its last byte, the first one as well as those after it', () => {
  const exchange = modernCall();
  for (let call = 0; call < 3; call++) {
    const answer = echoOf(exchange.next());
    for (let length = 1; length < answer.length; length++) {
      assert.equal(exchange.judge(answer, length), 'incomplete');
    }
    assert.equal(exchange.judge(answer, answer.length), 'right');
  }
  assert.equal(exchange.parsedCount, 1);
});

test('an answer shorter than the learned one is not waited for', () => {
  const exchange = modernCall();
  const first = echoOf(exchange.next());
  assert.equal(exchange.judge(first, first.length), 'right');
  exchange.next();
  const refusal = Buffer.from('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
  assert.match(wrong(exchange, refusal), /status 503/);
});

test('a session id is read from parsed and from compared answers, and goes into later requests', () => {
  const opener = new Exchange(initialize, place);
  const caller = new Exchange(sessionEcho, place);
  for (const sessionId of ['first-one', 'other-one', 'a-longer-session-id']) {
    const { id } = JSON.parse(opener.next().toString().split('\r\n\r\n')[1] ?? '');
    const body = JSON.stringify({ jsonrpc: '2.0', id, result: { protocolVersion: '2025-11-25' } });
    const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nMcp-Session-Id: ${sessionId}\r\n`;
    const answer = Buffer.from(`${head}Content-Length: ${body.length}\r\n\r\n${body}`);
    assert.equal(opener.judge(answer, answer.length), 'right');
    assert.equal(opener.openedSessionId, sessionId);
    caller.useSession(sessionId);
    assert.ok(caller.next().toString().includes(`\r\nmcp-session-id: ${sessionId}\r\n`));
  }
  assert.equal(opener.parsedCount, 2);
});

function wrong(exchange: Exchange, answer: Buffer): string {
  const verdict = exchange.judge(answer, answer.length);
  assert.ok(typeof verdict === 'object', `judged ${String(verdict)}`);
  return verdict.wrong;
}
