import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkEcho, checkInitialize, checkSteps, checkToolList } from './answer-check.ts';

const expected = { id: 7, text: 'hello' };

function json(message: object, sessionId?: string) {
  return { status: 200, contentType: 'application/json', sessionId, body: JSON.stringify(message) };
}

function events(...messages: object[]) {
  const body = messages.map((message) => `event: message\ndata: ${JSON.stringify(message)}\n\n`).join('');
  return { status: 200, contentType: 'text/event-stream', sessionId: undefined, body };
}

const content = [{ type: 'text', text: 'hello' }];
const echoed = { jsonrpc: '2.0', id: 7, result: { content, resultType: 'complete' } };
const progress = (step: number, progressToken = 7) => ({
  jsonrpc: '2.0',
  method: 'notifications/progress',
  params: { progressToken, progress: step, total: 3 },
});

test('an echo of the right text under the right id is right, as JSON and as an event', () => {
  assert.equal(checkEcho('modern')(json(echoed), expected), undefined);
  assert.equal(checkEcho('modern')(events(echoed), expected), undefined);
  assert.equal(
    checkEcho('session')(json({ jsonrpc: '2.0', id: 7, result: { content } }), expected),
    undefined,
  );
});

test('another id, another text, an error or a missing resultType is wrong', () => {
  const check = checkEcho('modern');
  assert.match(check(json({ ...echoed, id: '7' }), expected) ?? '', /id "7" where 7 was expected/);
  assert.match(check(json(echoed), { id: 7, text: 'hullo' }) ?? '', /where the text "hullo" was expected/);
  assert.match(check(json({ jsonrpc: '2.0', id: 7, result: { content } }), expected) ?? '', /resultType/);
  const failed = { ...echoed, result: { ...echoed.result, isError: true } };
  assert.match(check(json(failed), expected) ?? '', /an error/);
  assert.match(check(json({ jsonrpc: '2.0', id: 7, error: { code: -32603 } }), expected) ?? '', /no result/);
});

test('three steps of progress and the result are right; a priming event without data is no message', () => {
  const stream = events(progress(1), progress(2), progress(3), echoed);
  assert.equal(checkSteps(stream, expected), undefined);
  assert.equal(checkSteps({ ...stream, body: `id: 0\ndata:\n\n${stream.body}` }, expected), undefined);
});

test('steps that are missing, out of order or of another request are wrong', () => {
  assert.match(checkSteps(events(progress(1), progress(2), echoed), expected) ?? '', /3 events where 4/);
  assert.match(checkSteps(events(progress(2), progress(1), progress(3), echoed), expected) ?? '', /event 1/);
  assert.match(
    checkSteps(events(progress(1), progress(2, 8), progress(3), echoed), expected) ?? '',
    /event 2/,
  );
  assert.match(checkSteps(json(echoed), expected) ?? '', /not SSE/);
});

test('a catalogue needs exactly the expected tools, all different, on one page', () => {
  const tools = ['a', 'b'].map((name) => ({ name, inputSchema: { type: 'object' } }));
  const list = (result: object) => json({ jsonrpc: '2.0', id: 7, result });
  assert.equal(checkToolList(2)(list({ tools }), expected), undefined);
  assert.match(checkToolList(3)(list({ tools }), expected) ?? '', /2 tools where 3/);
  assert.match(checkToolList(2)(list({ tools: [tools[0], tools[0]] }), expected) ?? '', /1 tools where 2/);
  assert.match(checkToolList(2)(list({ tools, nextCursor: 'x' }), expected) ?? '', /first page/);
  assert.match(checkToolList(1)(list({ tools: [{ name: 'a' }] }), expected) ?? '', /object schema/);
});

test('a session is open with the version asked for and a session id', () => {
  const message = { jsonrpc: '2.0', id: 7, result: { protocolVersion: '2025-11-25' } };
  assert.equal(checkInitialize(json(message, 'abc'), expected), undefined);
  assert.match(checkInitialize(json(message), expected) ?? '', /no Mcp-Session-Id/);
});
