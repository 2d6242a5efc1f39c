// Handlers that ask by returning `inputRequired(...)`, and prompts and resources that ask.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../support/until.ts';
import { answering, ROOTS } from '../answers.ts';
import type { Wire } from '../client.ts';
import { type Bench, group } from '../harness.ts';
import { jsonOf, textOf } from '../text-of.ts';

const returning = ({ connect, fixture: { runs } }: Bench): void => {
  test('all questions of one result are asked together and answered under their keys', async () => {
    runs.clear();
    const asked: Wire[] = [];
    const client = await connect({ answers: answering(asked) });
    const result = await client.call('return-at-once');
    assert.deepEqual(jsonOf(result), [
      { name: 'Ada' },
      'accept',
      { type: 'text', text: 'word' },
      ROOTS.roots,
    ]);
    assert.equal(asked.length, 4);
    await until(() => runs.get('return-at-once') === 2, { what: 'the runs' });
  });

  test('what an earlier round learned comes back as the state of the next', async () => {
    const asked: Wire[] = [];
    const client = await connect({ answers: answering(asked) });
    const result = await client.call('return-in-steps', { order: 'tea' });
    assert.equal(textOf(result), 'tea for Ada in green');
    assert.deepEqual(
      asked.map(({ message }) => message),
      ['Who are you?', 'Which colour, Ada?'],
    );
  });

  test('a form that is declined is asked again until the client gives up or agrees', async () => {
    let refusals = 2;
    const elicit = ({ message }: Wire): Wire => {
      if (message !== 'Who are you?') return { action: 'accept', content: { colour: 'red' } };
      return refusals-- > 0 ? { action: 'decline' } : { action: 'accept', content: { name: 'Bo' } };
    };
    const client = await connect({ answers: { elicit } });
    assert.equal(textOf(await client.call('return-in-steps', { order: 'soup' })), 'soup for Bo in red');
  });

  test('a state without a question brings the call back at once', async () => {
    const client = await connect({ answers: answering() });
    assert.equal(textOf(await client.call('return-state-only')), 'been here');
  });

  test('a prompt may ask before it is filled in', async () => {
    const client = await connect({ answers: answering() });
    const { messages } = await client.prompt('asking');
    assert.deepEqual(messages, [{ role: 'user', content: { type: 'text', text: 'accept' } }]);
  });

  test('a resource may ask before it is read', async () => {
    const client = await connect({ answers: answering() });
    const { contents } = await client.read('secret://file');
    assert.deepEqual(contents, [{ uri: 'secret://file', text: 'the secret' }]);
  });
};

// Version 1 of the SDK has no such results.
export const returnedQuestions = group('returned questions', returning, {
  appliesTo: (kind) => kind !== 'sdk-v1',
});

export const wrongAnswers = group('wrong answers', ({ connect, isModern, isNative, fixture: { kind } }) => {
  const canAwait = kind !== 'sdk-v2' || !isModern;
  const canReturn = kind !== 'sdk-v1';

  test('a client that fails to answer is told why its call ended', async () => {
    const elicit = (): Wire => {
      throw new Error('no screen');
    };
    const client = await connect({ answers: { elicit } });
    const tools = [...(canAwait ? ['ask-form'] : []), ...(canReturn ? ['return-in-steps'] : [])];
    for (const tool of tools) {
      const told = await client.call(tool, { order: 'tea' }).then(textOf, ({ message }: Error) => message);
      assert.match(told, /no screen/);
    }
  });

  if (canAwait) {
    test('an answer that does not fit its form does not reach the handler', async () => {
      const elicit = (): Wire => ({ action: 'accept', content: { name: 5 } });
      const client = await connect({ answers: { elicit } });
      const told = await client.call('ask-form').then(textOf, ({ message }: Error) => message);
      if (!isNative) assert.match(told, /does not match requested schema/);
      else
        assert.match(told, isModern ? /still required input after 10 rounds/ : /does not fit the question/);
    });
  }

  if (isNative || (kind === 'sdk-v2' && isModern)) {
    test('a prompt or resource that needs a capability which is missing is refused', async () => {
      const client = await connect();
      const expected = {
        kind: 'rpc',
        code: -32021,
        data: { requiredCapabilities: { elicitation: {} } },
      };
      assert.partialDeepStrictEqual(await client.failure(client.prompt('asking')), expected);
      assert.partialDeepStrictEqual(await client.failure(client.read('secret://file')), expected);
    });
  }
});
