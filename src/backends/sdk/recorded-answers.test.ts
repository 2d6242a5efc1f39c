import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeCall } from '../../../test/support/fake-call.ts';
import { RecordedAnswers } from './recorded-answers.ts';

const FORM = { mode: 'form', message: 'Who?', requestedSchema: { type: 'object', properties: {} } };
const ACCEPTED = { action: 'accept', content: { name: 'Ada' } };
const WORD = { role: 'assistant', content: { type: 'text', text: 'word' }, model: 'tiny' };

test('a question without an answer is open, and the handler is told that it will run again', () => {
  const answers = new RecordedAnswers(fakeCall());
  assert.equal(answers.openQuestions(), undefined);
  assert.throws(() => answers.answer('elicitation/create', FORM), { message: /will be run again/ });
  assert.throws(() => answers.answer('roots/list', {}), { message: /will be run again/ });
  assert.deepEqual(answers.openQuestions(), {
    kind: 'input-required',
    requests: {
      q0: { method: 'elicitation/create', params: FORM },
      q1: { method: 'roots/list', params: {} },
    },
    state: undefined,
    answers: {},
  });
});

test('answers are given in the order in which they are asked for, those of earlier rounds too', () => {
  const call = fakeCall({ params: { name: 'add', inputResponses: { q1: WORD } } });
  call.resumption = { answers: { q0: ACCEPTED }, state: undefined };
  const answers = new RecordedAnswers(call);
  assert.deepEqual(answers.answer('elicitation/create', FORM), ACCEPTED);
  assert.deepEqual(answers.answer('sampling/createMessage', { messages: [], maxTokens: 1 }), WORD);
  assert.throws(() => answers.answer('roots/list', {}));
  assert.deepEqual(answers.openQuestions()?.answers, { q0: ACCEPTED, q1: WORD });
  assert.deepEqual(Object.keys(answers.openQuestions()?.requests ?? {}), ['q2']);
});

test('an answer of another kind counts as none', () => {
  const answers = new RecordedAnswers(fakeCall({ params: { inputResponses: { q0: WORD } } }));
  assert.throws(() => answers.answer('elicitation/create', FORM), { message: /will be run again/ });
  assert.deepEqual(answers.openQuestions()?.answers, {});
});

test('what older revisions put into a question is left out', () => {
  const answers = new RecordedAnswers(fakeCall());
  const page = { mode: 'url', message: 'Sign in', url: 'https://example.com', elicitationId: 'e1' };
  const _meta = { progressToken: 3, 'example.com/kept': true };
  assert.throws(() => answers.answer('elicitation/create', { ...page, _meta }));
  assert.deepEqual(answers.openQuestions()?.requests['q0']?.params, {
    mode: 'url',
    message: 'Sign in',
    url: 'https://example.com',
    _meta: { 'example.com/kept': true },
  });
});

test('a client that cannot be asked is refused with what it would have to declare', () => {
  const client = { info: undefined, capabilities: {} };
  const answers = new RecordedAnswers(fakeCall({ client }));
  assert.throws(() => answers.answer('roots/list', {}), { code: 'MISSING_CLIENT_CAPABILITY' });
  assert.throws(() => answers.requireAskable(), { data: { requiredCapabilities: { roots: {} } } });
});

test('what is no question cannot be sent', () => {
  const answers = new RecordedAnswers(fakeCall());
  assert.throws(() => answers.answer('ping', {}), { code: 'METHOD_NOT_FOUND' });
  answers.requireAskable();
});
