// Questions to the client: requests on the same pipe in a session, `input_required` in 2026-07-28.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { until } from '../../support/until.ts';
import type { LineClient } from './line-client.ts';
import { type Served, serveLines } from './serve.ts';

let served: Served;
let client: LineClient;
beforeEach(() => {
  served = serveLines({ shutdownGraceMs: 20_000 });
  client = served.client;
});
afterEach(async () => {
  client.end();
  await served.done;
});

const ACCEPTED = { action: 'accept', content: { name: 'Ada' } };

test('in a session the question is a request, and its answer reaches the handler', async () => {
  await client.open();
  client.request(1, 'tools/call', { name: 'ask-form' });
  const question = await client.next();
  assert.equal(question.method, 'elicitation/create');
  client.say({ jsonrpc: '2.0', id: question.id, result: ACCEPTED });
  assert.deepEqual((await client.next()).result?.['content'], [
    { type: 'text', text: JSON.stringify(ACCEPTED) },
  ]);
});

test('a question that the client refuses ends its call', async () => {
  await client.open();
  client.request(1, 'tools/call', { name: 'ask-form' });
  const { id } = await client.next();
  client.say({ jsonrpc: '2.0', id, error: { code: -1, message: 'no screen' } });
  assert.partialDeepStrictEqual((await client.next()).result, { isError: true });
});

test('in 2026-07-28 nothing is asked on the pipe: the request is sent again with the answers', async () => {
  client.modern(1, 'tools/call', { name: 'ask-form' });
  const { resultType, inputRequests, requestState } = (await client.next()).result ?? {};
  assert.equal(resultType, 'input_required');
  const [key = ''] = Object.keys(inputRequests as object);
  client.modern(2, 'tools/call', { name: 'ask-form', inputResponses: { [key]: ACCEPTED }, requestState });
  const { id, result } = await client.next();
  assert.equal(id, 2);
  assert.deepEqual(result?.['content'], [{ type: 'text', text: JSON.stringify(ACCEPTED) }]);
});

test('a call that waits for a client which has ended its input is given up at once', async () => {
  await client.open();
  client.request(1, 'tools/call', { name: 'ask-form' });
  await client.next();
  client.end();
  await served.done;
  const [answer] = await client.rest();
  assert.equal(answer?.id, 1);
});

test('a question ends with the call that the client cancels', async () => {
  await client.open();
  client.request(1, 'tools/call', { name: 'ask-form' });
  const { id } = await client.next();
  client.notify('notifications/cancelled', { requestId: 1 });
  client.say({ jsonrpc: '2.0', id, result: ACCEPTED });
  client.request(2, 'ping');
  assert.equal((await client.next()).id, 2);
  await until(() => served.fixture.runs.get('ask-form') === 1, { what: 'the run' });
});
