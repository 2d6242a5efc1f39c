// Questions to clients: who may answer them, and how each of them ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { inputRequired } from '../server/input-required.ts';
import { ServerRequests } from './server-requests.ts';

const roots = inputRequired.listRoots();

function askedOnce(signal = new AbortController().signal) {
  const clock = new ManualClock();
  const requests = new ServerRequests({
    nodeId: 'node7',
    lifeId: 'a1',
    timeoutMs: 600_000,
    after: clock.after,
  });
  const sent: unknown[] = [];
  const answer = requests.ask('session1', roots, { send: (text) => sent.push(JSON.parse(text)), signal });
  return { clock, requests, sent, answer };
}

/** Nothing of a question is left: no one waits, no timer runs. */
function assertNothingLeft({ requests, clock }: ReturnType<typeof askedOnce>): void {
  assert.equal(requests.size, 0);
  assert.equal(clock.pending, 0);
}

test('a question carries an id that names the node, and its answer comes back as it was given', async () => {
  const asked = askedOnce();
  assert.deepEqual(asked.sent, [{ jsonrpc: '2.0', id: 'node7-a1-1', method: 'roots/list' }]);
  const result = { roots: [{ uri: 'file:///a' }] };
  assert.equal(asked.requests.answer('session1', { kind: 'response', id: 'node7-a1-1', result }), true);
  assert.equal(await asked.answer, result);
  assertNothingLeft(asked);
});

test('each question has an id of its own, and answers may come in any order', async () => {
  const { requests, answer } = askedOnce();
  const ids: unknown[] = [];
  const second = requests.ask('session1', roots, {
    send: (text) => ids.push(JSON.parse(text).id),
    signal: new AbortController().signal,
  });
  assert.deepEqual(ids, ['node7-a1-2']);
  requests.answer('session1', { kind: 'response', id: 'node7-a1-2', result: { n: 2 } });
  requests.answer('session1', { kind: 'response', id: 'node7-a1-1', result: { n: 1 } });
  assert.deepEqual(await Promise.all([answer, second]), [{ n: 1 }, { n: 2 }]);
});

test('an answer from another session is ignored, and the right one still counts', async () => {
  const { requests, answer } = askedOnce();
  assert.equal(
    requests.answer('session2', { kind: 'response', id: 'node7-a1-1', result: { stolen: true } }),
    false,
  );
  assert.equal(requests.size, 1);
  requests.answer('session1', { kind: 'response', id: 'node7-a1-1', result: { roots: [] } });
  assert.deepEqual(await answer, { roots: [] });
});

test('an answer to nothing, and a second answer, are told as unknown', async () => {
  const { requests, answer } = askedOnce();
  assert.equal(requests.answer('session1', { kind: 'response', id: 'node7-a1-9', result: {} }), false);
  assert.equal(requests.answer('session1', { kind: 'response', id: 1, result: {} }), false);
  requests.answer('session1', { kind: 'response', id: 'node7-a1-1', result: { first: true } });
  assert.equal(requests.answer('session1', { kind: 'response', id: 'node7-a1-1', result: {} }), false);
  assert.deepEqual(await answer, { first: true });
});

test('a client that answers with an error rejects the question with a clipped message', async () => {
  const asked = askedOnce();
  const error = { code: -1, message: 'n'.repeat(5000) };
  asked.requests.answer('session1', { kind: 'response', id: 'node7-a1-1', error });
  await assert.rejects(asked.answer, {
    code: 'INVALID_PARAMS',
    message: `The client refused "roots/list": ${'n'.repeat(200)}`,
  });
  assertNothingLeft(asked);
});

test('a client that takes too long is given up at the limit and not before', async () => {
  const asked = askedOnce();
  asked.clock.advance(599_999);
  assert.equal(asked.requests.size, 1);
  asked.clock.advance(1);
  await assert.rejects(asked.answer, { code: 'DEADLINE_EXCEEDED' });
  assertNothingLeft(asked);
});

test('the end of the call ends its question', async () => {
  const call = new AbortController();
  const asked = askedOnce(call.signal);
  call.abort();
  await assert.rejects(asked.answer, { code: 'CANCELLED' });
  assertNothingLeft(asked);
});

test('a call that has ended asks nothing', async () => {
  const asked = askedOnce(AbortSignal.abort());
  await assert.rejects(asked.answer, { code: 'CANCELLED' });
  assert.deepEqual(asked.sent, []);
  assertNothingLeft(asked);
});

test('a question that cannot be sent leaves nothing behind', async () => {
  const asked = askedOnce(AbortSignal.abort());
  await assert.rejects(asked.answer);
  const unsendable = inputRequired.createMessage({ messages: [], maxTokens: 1, metadata: { big: 1n } });
  const { signal } = new AbortController();
  await assert.rejects(asked.requests.ask('session1', unsendable, { send: () => {}, signal }), TypeError);
  assertNothingLeft(asked);
});

test('in these eras a page to visit has an id of its own', async () => {
  const { requests } = askedOnce();
  const page = inputRequired.elicitUrl({ message: 'Sign in', url: 'https://example.com' });
  const sent: unknown[] = [];
  const { signal } = new AbortController();
  void requests.ask('session1', page, { send: (text) => sent.push(JSON.parse(text)), signal });
  assert.deepEqual(sent, [
    {
      jsonrpc: '2.0',
      id: 'node7-a1-2',
      method: 'elicitation/create',
      params: { elicitationId: 'node7-a1-2', mode: 'url', message: 'Sign in', url: 'https://example.com' },
    },
  ]);
});
