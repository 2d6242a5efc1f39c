// The questions of a run: what counts as their answer, in both eras, from clients that may answer anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeChannel, fakeCall } from '../../../test/support/fake-call.ts';
import type { InputResponses } from '../../protocol/mcp.ts';
import { inputRequired } from '../../server/input-required.ts';
import { InputNeeded, Questions } from './questions.ts';

const requestedSchema = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] };
const form = inputRequired.elicit({ message: 'Age?', requestedSchema });
const page = inputRequired.elicitUrl({ message: 'Sign in', url: 'https://example.com' });
const sampling = inputRequired.createMessage({ messages: [], maxTokens: 1 });
const roots = inputRequired.listRoots();
const accepted = { action: 'accept', content: { age: 5 } };
const completion = { role: 'assistant', content: { type: 'text', text: 'Paris' }, model: 'm' };

/** The run of a modern call whose client sent these answers, and kept those of earlier rounds for us. */
function modernRun(
  inputResponses: unknown = undefined,
  earlier: InputResponses = {},
  state?: string,
): Questions {
  const call = fakeCall({ params: { name: 'book', inputResponses } });
  call.resumption = { answers: earlier, state };
  return new Questions(call);
}

test('a question without an answer ends the run and is left to be asked', async () => {
  const run = modernRun(undefined, {}, 'my state');
  await assert.rejects(run.ask(form, undefined), InputNeeded);
  assert.deepEqual(run.pendingReply(), {
    kind: 'input-required',
    requests: { q0: form },
    state: 'my state',
    answers: {},
  });
});

test('a run that asked nothing, or got all its answers, leaves nothing to be asked', async () => {
  assert.equal(modernRun().pendingReply(), undefined);
  const run = modernRun({ q0: accepted });
  await run.ask(form, undefined);
  assert.equal(run.pendingReply(), undefined);
});

for (const [what, question, answer] of [
  ['an accepted form', form, accepted],
  ['a declined form', form, { action: 'decline' }],
  ['a cancelled form', form, { action: 'cancel' }],
  ['a visited page', page, { action: 'accept' }],
  ['a completion', sampling, completion],
  ['roots', roots, { roots: [{ uri: 'file:///a' }] }],
] as const) {
  test(`${what} is an answer, as it was given`, async () => {
    assert.deepEqual(await modernRun({ q0: answer }).ask(question, undefined), answer);
  });
}

for (const [what, question, answer] of [
  ['a number', form, 12345],
  ['null', form, null],
  ['content that does not fit the form', form, { action: 'accept', content: { age: 'old' } }],
  ['an accepted form without its required content', form, { action: 'accept' }],
  ['an unknown action', form, { action: 'yes', content: { age: 5 } }],
  ['roots for a form', form, { roots: [] }],
  ['a form for a completion', sampling, accepted],
  ['a completion for roots', roots, completion],
] as const) {
  test(`${what} is no answer, so the question is asked again`, async () => {
    const run = modernRun({ q0: answer });
    await assert.rejects(run.ask(question, undefined), InputNeeded);
    assert.deepEqual(Object.keys(run.pendingReply()?.requests ?? {}), ['q0']);
  });
}

test('questions are told apart by their position, or by the key they are given', async () => {
  const run = modernRun({ q0: accepted, mine: { roots: [] }, q1: completion });
  assert.equal(await run.ask(form, undefined), accepted);
  assert.deepEqual(await run.ask(roots, 'mine'), { roots: [] });
  assert.equal(await run.ask(sampling, undefined), completion);
});

test('the answers of earlier rounds are used again and handed on, and nothing else a client sent', async () => {
  const run = modernRun({ q1: completion, unknown: { big: 'x' } }, { q0: accepted, stale: { roots: [] } });
  assert.equal(await run.ask(form, undefined), accepted);
  assert.equal(await run.ask(sampling, undefined), completion);
  await assert.rejects(run.ask(roots, undefined), InputNeeded);
  const reply = run.pendingReply();
  assert.deepEqual(reply?.answers, { q0: accepted, q1: completion });
  assert.deepEqual(reply?.requests, { q2: roots });
});

test('questions that are asked together are left to be asked together', async () => {
  const run = modernRun();
  await Promise.allSettled([run.ask(form, undefined), run.ask(roots, undefined)]);
  assert.deepEqual(run.pendingReply()?.requests, { q0: form, q1: roots });
});

for (const era of ['modern', 'session'] as const) {
  test(`a question that the client cannot be asked is refused in the ${era} era`, async () => {
    const channel = new FakeChannel(era === 'session' ? () => assert.fail('asked') : undefined);
    const client = { info: undefined, capabilities: { sampling: {} } };
    const run = new Questions(fakeCall({ era, channel, client }));
    await assert.rejects(run.ask(form, undefined), { code: 'MISSING_CLIENT_CAPABILITY' });
    assert.equal(run.pendingReply(), undefined);
  });
}

test('in a session the question goes out at once, and the clock stands still until its answer', async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const asked: unknown[] = [];
  const channel = new FakeChannel((request) => {
    asked.push(request);
    return promise;
  });
  const call = fakeCall({ era: 'session', channel });
  const run = new Questions(call);
  const answer = run.ask(form, undefined);
  assert.deepEqual(asked, [form]);
  assert.equal(call.paused, true);
  resolve(accepted);
  assert.equal(await answer, accepted);
  assert.equal(call.paused, false);
  assert.equal(run.pendingReply(), undefined);
});

test('in a session an answer that does not fit is an error, because nobody is asked twice', async () => {
  const call = fakeCall({
    era: 'session',
    channel: new FakeChannel(() => ({ action: 'accept', content: { age: 'x' } })),
  });
  await assert.rejects(new Questions(call).ask(form, undefined), {
    name: 'ToolError',
    message: 'The client\'s answer to "elicitation/create" does not fit the question.',
  });
  assert.equal(call.paused, false);
});

test('in a session a question is over when its call is', async () => {
  let asked: AbortSignal | undefined;
  const channel = new FakeChannel((_, signal) => {
    asked = signal;
    return new Promise(() => {});
  });
  const call = fakeCall({ era: 'session', channel });
  void new Questions(call).ask(form, undefined);
  assert.equal(asked?.aborted, false);
  call.settle();
  assert.equal(asked?.aborted, true);
});
