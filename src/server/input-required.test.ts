// The builder of `input_required` results and the readers of what clients answer, who may answer anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { acceptedContent, inputRequired, inputResponse, isInputRequired } from './input-required.ts';

test('a result that asks for input carries its questions and its state', () => {
  const roots = inputRequired.listRoots();
  assert.deepEqual(inputRequired({ inputRequests: { r: roots }, requestState: 's' }), {
    resultType: 'input_required',
    inputRequests: { r: { method: 'roots/list' } },
    requestState: 's',
  });
});

test('a state alone is enough, and nothing at all is refused', () => {
  assert.equal(isInputRequired(inputRequired({ requestState: '' })), true);
  assert.throws(() => inputRequired({}), TypeError);
  assert.throws(() => inputRequired({ inputRequests: {} }), TypeError);
});

test('a form says that it is one, and a page cannot be turned into a form', () => {
  assert.deepEqual(inputRequired.elicit({ message: 'm', requestedSchema: { type: 'object' } }), {
    method: 'elicitation/create',
    params: { mode: 'form', message: 'm', requestedSchema: { type: 'object' } },
  });
  const smuggled = { message: 'm', url: 'https://example.com', mode: 'form' };
  assert.deepEqual(inputRequired.elicitUrl(smuggled), {
    method: 'elicitation/create',
    params: { mode: 'url', message: 'm', url: 'https://example.com' },
  });
});

test('answers are told apart by their shape', () => {
  const message = { role: 'assistant', content: { type: 'text', text: 'Paris' }, model: 'm' };
  const responses = {
    yes: { action: 'accept', content: { a: 1 } },
    no: { action: 'decline' },
    message,
    roots: { roots: [] },
  };
  assert.deepEqual(inputResponse(responses, 'yes'), { kind: 'elicit', action: 'accept', content: { a: 1 } });
  assert.deepEqual(inputResponse(responses, 'no'), { kind: 'elicit', action: 'decline' });
  assert.deepEqual(inputResponse(responses, 'message'), { kind: 'sampling', result: message });
  assert.deepEqual(inputResponse(responses, 'roots'), { kind: 'roots', roots: [] });
});

for (const [what, answer] of [
  ['a number', 12345],
  ['null', null],
  ['an array', [{ action: 'accept' }]],
  ['an unknown action', { action: 'agree', content: {} }],
  ['an envelope around an answer', { method: 'elicitation/create', result: { action: 'accept' } }],
  ['roots that are no list', { roots: {} }],
  ['a root of null', { roots: [{ uri: 'file:///a' }, null] }],
  ['a root without a URI', { roots: [{ name: 'a' }] }],
  ['a root whose name is no text', { roots: [{ uri: 'file:///a', name: 1 }] }],
  ['a message without content', { role: 'assistant', model: 'm' }],
  ['a message whose content is a text', { role: 'assistant', model: 'm', content: 'hello' }],
  ['a message with a block of null', { role: 'assistant', model: 'm', content: [null] }],
  ['a message of nobody', { role: 'system', model: 'm', content: {} }],
  ['a message without a model', { role: 'assistant', content: {} }],
] as const) {
  test(`${what} counts as no answer`, () => {
    assert.deepEqual(inputResponse({ key: answer }, 'key'), { kind: 'missing' });
    assert.equal(acceptedContent({ key: answer }, 'key'), undefined);
  });
}

test('a question named like a member of every object has no answer by inheritance', () => {
  assert.deepEqual(inputResponse({}, 'constructor'), { kind: 'missing' });
  assert.deepEqual(inputResponse(undefined, 'key'), { kind: 'missing' });
});

test('only the content of an accepted form is handed out', () => {
  const content = { age: 5 };
  assert.deepEqual(acceptedContent({ k: { action: 'accept', content } }, 'k'), { age: 5 });
  assert.equal(acceptedContent({ k: { action: 'decline', content } }, 'k'), undefined);
  assert.equal(acceptedContent({ k: { action: 'cancel', content } }, 'k'), undefined);
  assert.equal(acceptedContent({ k: { action: 'accept' } }, 'k'), undefined);
});

test('with a schema the content is converted by it, or counts as missing when it does not fit', () => {
  const schema = z.object({ age: z.coerce.number() });
  assert.deepEqual(acceptedContent({ k: { action: 'accept', content: { age: '5' } } }, 'k', schema), {
    age: 5,
  });
  assert.equal(acceptedContent({ k: { action: 'accept', content: { age: 'x' } } }, 'k', schema), undefined);
});

test('a schema that answers later is refused rather than taken for a fit', () => {
  const later = z.object({}).refine(async () => false);
  assert.throws(() => acceptedContent({ k: { action: 'accept', content: {} } }, 'k', later), TypeError);
});
