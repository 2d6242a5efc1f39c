// A handler that asks by returning, served to a client that can be asked directly.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeChannel, fakeCall } from '../../test/support/fake-call.ts';
import { FleetError } from '../protocol/errors.ts';
import type { InputResponses } from '../protocol/mcp.ts';
import type { InputRequiredReply, Reply } from './backend.ts';
import type { Call } from './call.ts';
import { inputRequired } from './input-required.ts';
import { answerInRounds } from './input-rounds.ts';

const DONE: Reply = { kind: 'result', result: { content: [] } };
const roots = inputRequired.listRoots();
const sampling = inputRequired.createMessage({ messages: [], maxTokens: 1 });

function asking(requests: InputRequiredReply['requests'], state?: string, answers: InputResponses = {}) {
  return { kind: 'input-required', requests, state, answers } as const;
}

function sessionCall(answer: ConstructorParameters<typeof FakeChannel>[0], method = 'tools/call'): Call {
  return fakeCall({ method, era: 'session', sessionId: 's', channel: new FakeChannel(answer) });
}

test('the questions are asked, and the call runs again with answers and state', async () => {
  const call = sessionCall(({ method }) => ({ answerTo: method }));
  const first = asking({ a: roots, b: sampling }, 'my state', { earlier: 1 });
  const reply = await answerInRounds(call, first, (again) => {
    assert.equal(again, call);
    assert.deepEqual(again.inputResponses, {
      a: { answerTo: 'roots/list' },
      b: { answerTo: 'sampling/createMessage' },
    });
    assert.deepEqual(again.resumption, {
      answers: { earlier: 1, a: { answerTo: 'roots/list' }, b: { answerTo: 'sampling/createMessage' } },
      state: 'my state',
    });
    return DONE;
  });
  assert.equal(reply, DONE);
});

test('a later round sees only the answers of that round as responses', async () => {
  let count = 0;
  const call = sessionCall(() => ({ roots: [], nth: ++count }));
  const seen: unknown[] = [];
  await answerInRounds(call, asking({ one: roots }), (again) => {
    seen.push(again.inputResponses);
    return seen.length === 1 ? asking({ two: roots }) : DONE;
  });
  assert.deepEqual(seen, [{ one: { roots: [], nth: 1 } }, { two: { roots: [], nth: 2 } }]);
});

test('sixteen rounds of questions are answered', async () => {
  let runs = 0;
  const call = sessionCall(() => ({ roots: [] }));
  const reply = await answerInRounds(call, asking({ q: roots }), () =>
    ++runs < 16 ? asking({ q: roots }) : DONE,
  );
  assert.equal(reply, DONE);
  assert.equal(runs, 16);
});

test('a handler that still asks after sixteen rounds is given up', async () => {
  let questions = 0;
  const call = sessionCall(() => ({ roots: [], nth: ++questions }));
  await assert.rejects(
    answerInRounds(call, asking({ q: roots }), () => asking({ q: roots })),
    {
      code: 'INTERNAL_ERROR',
      message: /still asks after 16 rounds/,
    },
  );
  assert.equal(questions, 16);
});

test('no question goes out when the client cannot be asked one of them', async () => {
  const channel = new FakeChannel(() => assert.fail('asked'));
  const call = fakeCall({
    era: 'session',
    channel,
    client: { info: undefined, capabilities: { roots: {} } },
  });
  await assert.rejects(
    answerInRounds(call, asking({ a: roots, b: sampling }), () => DONE),
    {
      code: 'MISSING_CLIENT_CAPABILITY',
    },
  );
});

test('a transport that cannot ask is told apart from a client that cannot answer', async () => {
  await assert.rejects(
    answerInRounds(fakeCall(), asking({ a: roots }), () => DONE),
    {
      code: 'INTERNAL_ERROR',
    },
  );
});

test('the clock stands still while questions are open and runs again however they end', async () => {
  const refusal = new FleetError('INVALID_PARAMS', 'The client refused.');
  let pausedWhileAsked = false;
  const call = sessionCall(() => {
    pausedWhileAsked = call.paused;
    throw refusal;
  });
  assert.deepEqual(await answerInRounds(call, asking({ a: roots }), () => DONE), {
    kind: 'result',
    result: { content: [{ type: 'text', text: 'The client refused.' }], isError: true },
  });
  assert.equal(pausedWhileAsked, true);
  assert.equal(call.paused, false);
});

test("a question that fails outside of a tool is an error that is not the server's", async () => {
  const refusal = new FleetError('INVALID_PARAMS', 'The client refused.');
  const call = sessionCall(() => {
    throw refusal;
  }, 'prompts/get');
  await assert.rejects(
    answerInRounds(call, asking({ a: roots }), () => DONE),
    { code: 'QUESTION_FAILED', message: 'The client refused.', cause: refusal },
  );
});

test('questions are aborted together with the call', async () => {
  const gone = new FleetError('CANCELLED', 'Gone.');
  const call = sessionCall((_, signal) => {
    call.driver = { replied: assert.fail, failed: assert.fail, aborted: () => call.settle() };
    call.abort(gone);
    throw signal.reason;
  });
  await assert.rejects(
    answerInRounds(call, asking({ a: roots }), () => assert.fail('ran again')),
    gone,
  );
});

test('when one question fails, the others are over with the call', async () => {
  const signals: AbortSignal[] = [];
  const call = sessionCall((request, signal) => {
    signals.push(signal);
    if (request === sampling) throw new FleetError('INVALID_PARAMS', 'The client refused.');
    return new Promise(() => {});
  });
  await answerInRounds(call, asking({ a: roots, b: sampling }), () => DONE);
  call.settle();
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, true],
  );
});
