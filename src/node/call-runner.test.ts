// One answer a call, whatever comes first; and what each outcome looks like in each era.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FakeChannel, FakeHost, fakeCall } from '../../test/support/fake-call.ts';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { testRing } from '../../test/support/sessions.ts';
import { FleetError, ProtocolError } from '../protocol/errors.ts';
import type { Reply } from '../server/backend.ts';
import type { Call, Outcome } from '../server/call.ts';
import { inputRequired } from '../server/input-required.ts';
import { RequestStates } from '../server/request-state.ts';
import { CallRunner } from './call-runner.ts';
import { RunningCalls } from './running-calls.ts';

const DONE: Reply = { kind: 'json', json: '{"done":true}' };
const cancelled = new FleetError('CANCELLED', 'Gone.');

function runnerOf(handle: (call: Call) => Reply | Promise<Reply>) {
  const clock = new ManualClock();
  const running = new RunningCalls({ now: clock.now, after: clock.after, soon: clock.soon });
  const states = new RequestStates({
    ring: testRing,
    ttlMs: 600_000,
    now: clock.now,
    randomBytes: (n) => new Uint8Array(n).fill(7),
  });
  const info = { name: 'srv', version: '1' };
  return {
    clock,
    running,
    runner: new CallRunner({ layers: { handle, handleAgain: handle }, info, states, running }),
  };
}

/** Runs one call and collects every answer it gets. */
function run(handle: (call: Call) => Reply | Promise<Reply>, call = fakeCall()) {
  const node = runnerOf(handle);
  const answers: Outcome[] = [];
  node.runner.run(call, (outcome) => answers.push(outcome));
  return { ...node, call, answers };
}

/** A handler whose promise the test settles. */
function later() {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  return { handle: () => promise, resolve, reject };
}

function codes(answers: readonly Outcome[]): unknown[] {
  return answers.map((outcome) => ('error' in outcome ? outcome.error.code : JSON.parse(outcome.json)));
}

test('a reply at once is answered at once', () => {
  const { answers, call, running } = run(() => DONE);
  assert.deepEqual(answers, [{ json: '{"done":true}' }]);
  assert.equal(call.settled, true);
  assert.equal(running.size, 0);
});

test('a late reply is answered when it comes, and then nothing runs', async () => {
  const { handle, resolve } = later();
  const { answers, clock, running } = run(handle);
  clock.turn();
  assert.equal(running.size, 1);
  resolve(DONE);
  await turn();
  assert.deepEqual(answers, [{ json: '{"done":true}' }]);
  assert.equal(running.size, 0);
  assert.equal(clock.pending, 0);
});

test('after an abort the result of the handler is dropped', async () => {
  const { handle, resolve } = later();
  const { answers, call } = run(handle);
  call.abort(cancelled);
  assert.deepEqual(answers, [{ error: cancelled }]);
  resolve(DONE);
  await turn();
  assert.equal(answers.length, 1);
});

test('after an abort the error of the handler is dropped, and is no unhandled rejection', async () => {
  const { handle, reject } = later();
  const { answers, call } = run(handle);
  call.abort(cancelled);
  reject(new Error('too late'));
  await turn();
  assert.deepEqual(answers, [{ error: cancelled }]);
});

test('after the result an abort changes nothing', async () => {
  const { handle, resolve } = later();
  const { answers, call } = run(handle);
  resolve(DONE);
  await turn();
  call.abort(cancelled);
  assert.deepEqual(answers, [{ json: '{"done":true}' }]);
});

test('a call that is aborted from within its handler gets that answer', () => {
  const { answers } = run((call) => {
    call.abort(cancelled);
    return DONE;
  });
  assert.deepEqual(answers, [{ error: cancelled }]);
});

test('a deadline is an answer like any other, and the handler’s comes too late', async () => {
  const { handle, resolve } = later();
  const { answers, clock } = run(handle, fakeCall({ timeoutMs: 100 }));
  clock.turn();
  clock.advance(100);
  resolve(DONE);
  await turn();
  assert.deepEqual(codes(answers), ['DEADLINE_EXCEEDED']);
});

for (const [when, fail] of [
  [
    'at once',
    (error: unknown): Reply => {
      throw error;
    },
  ],
  [
    'later',
    async (error: unknown): Promise<Reply> => {
      throw error;
    },
  ],
] as const) {
  test(`an unexpected error ${when} is logged and told without its message`, async () => {
    const host = new FakeHost();
    const secret = new Error('password=hunter2');
    const { answers } = run(() => fail(secret), fakeCall({ host }));
    await turn();
    assert.deepEqual(host.reported, [{ error: secret, what: 'tools/call' }]);
    assert.deepEqual(codes(answers), ['INTERNAL_ERROR']);
    const [answer] = answers;
    assert.ok(answer !== undefined && 'error' in answer);
    assert.equal(answer.error.message, 'Internal error (reference ref-1).');
  });

  test(`an error of ours ${when} is told as it is and not logged`, async () => {
    const host = new FakeHost();
    const error = new ProtocolError(-1, 'Quota used up.');
    const { answers } = run(() => fail(error), fakeCall({ host }));
    await turn();
    assert.deepEqual(answers, [{ error }]);
    assert.deepEqual(host.reported, []);
  });
}

test('an unexpected error shows its message where that is allowed', async () => {
  const host = new FakeHost();
  host.exposeErrors = true;
  const { answers } = run(() => {
    throw new Error('boom');
  }, fakeCall({ host }));
  const [answer] = answers;
  assert.ok(answer !== undefined && 'error' in answer);
  assert.equal(answer.error.message, 'Internal error (reference ref-1): boom');
});

const UNSENDABLE: Reply = { kind: 'result', result: { big: 1n } };
const UNSENDABLE_QUESTION: Reply = {
  kind: 'input-required',
  requests: { q: inputRequired.createMessage({ messages: [], maxTokens: 1, metadata: { big: 1n } }) },
  state: undefined,
  answers: {},
};
for (const [what, reply] of [
  ['result', UNSENDABLE],
  ['question', UNSENDABLE_QUESTION],
] as const) {
  for (const era of ['modern', 'session'] as const) {
    test(`a ${what} that JSON cannot carry is one internal error in the ${era} era, now or later`, async () => {
      const channel = new FakeChannel((request) => JSON.stringify(request));
      const call = () => fakeCall({ era, sessionId: 's', channel });
      const [atOnce, late] = [run(() => reply, call()), run(async () => reply, call())];
      await turn();
      assert.deepEqual(
        [codes(atOnce.answers), codes(late.answers)],
        [['INTERNAL_ERROR'], ['INTERNAL_ERROR']],
      );
    });
  }
}

const ASKS: Reply = {
  kind: 'input-required',
  requests: { name: inputRequired.listRoots() },
  state: 'my state',
  answers: { earlier: 1 },
};

test('a modern call that asks is answered with its questions and a state that comes back', () => {
  const first = run(() => ASKS);
  const [answer] = codes(first.answers) as [
    { resultType: string; inputRequests: object; requestState: string },
  ];
  assert.equal(answer.resultType, 'input_required');
  assert.deepEqual(answer.inputRequests, { name: { method: 'roots/list' } });
  const { params } = fakeCall();
  const retry = fakeCall({ params: { ...params, requestState: answer.requestState } });
  const seen: unknown[] = [];
  first.runner.run(retry, () => seen.push(retry.resumption));
  assert.deepEqual(seen, [{ answers: { earlier: 1 }, state: 'my state' }]);
});

test('a modern call that only keeps a state has no empty list of questions', () => {
  const { answers } = run(() => ({ ...ASKS, requests: {} }));
  const [answer] = codes(answers) as [object];
  assert.equal('inputRequests' in answer, false);
  assert.equal('requestState' in answer, true);
});

test('a state that was tampered with is refused before the handler runs', () => {
  const call = fakeCall({ params: { name: 'add', requestState: 'forged' } });
  const { answers } = run(() => assert.fail('ran'), call);
  assert.deepEqual(codes(answers), ['INVALID_REQUEST_STATE']);
});

test('a session call that asks is run again with the answers and answered once', async () => {
  const channel = new FakeChannel(() => ({ roots: [] }));
  const call = fakeCall({ era: 'session', sessionId: 's', channel });
  const { answers, running } = run((again) => (again.resumption === undefined ? ASKS : DONE), call);
  assert.equal(running.size, 1);
  await turn();
  assert.deepEqual(codes(answers), [{ done: true }]);
  assert.equal(running.size, 0);
});

test('a session call that is cancelled while it asks is answered once', async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const channel = new FakeChannel(() => promise);
  const call = fakeCall({ era: 'session', sessionId: 's', channel });
  const { answers, running } = run((again) => (again.resumption === undefined ? ASKS : DONE), call);
  assert.equal(running.cancel('s', 1), true);
  resolve({ roots: [] });
  await turn();
  assert.deepEqual(codes(answers), ['CANCELLED']);
});
