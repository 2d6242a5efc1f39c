// Handlers that await the client's answers: the same handler serves every revision.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../../support/until.ts';
import { answering, ROOTS, WORD } from '../answers.ts';
import type { TestClient, Wire } from '../client.ts';
import { type Bench, group, isNative } from '../harness.ts';
import { jsonOf, textOf } from '../text-of.ts';

export const awaitedQuestions = group(
  'awaited questions',
  ({ connect, isModern, fixture: { runs } }) => {
    test('a form reaches the client as a flat JSON Schema and its answer reaches the handler', async () => {
      const asked: Wire[] = [];
      const client = await connect({ answers: answering(asked) });
      const answer = jsonOf(await client.call('ask-form'));
      assert.partialDeepStrictEqual(answer, { action: 'accept', content: { name: 'Ada' } });
      assert.equal(asked.length, 1);
      assert.partialDeepStrictEqual(asked[0], {
        mode: 'form',
        message: 'Who are you?',
        requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      });
    });

    test('a form that is declined or cancelled reaches the handler as that', async () => {
      for (const action of ['decline', 'cancel']) {
        const client = await connect({ answers: { elicit: () => ({ action }) } });
        assert.deepEqual(jsonOf(await client.call('ask-form')), { action });
      }
    });

    test('a page to visit reaches the client with its URL', async () => {
      const asked: Wire[] = [];
      const client = await connect({ answers: answering(asked) });
      assert.partialDeepStrictEqual(jsonOf(await client.call('ask-url')), { action: 'accept' });
      assert.partialDeepStrictEqual(asked, [
        { mode: 'url', message: 'Sign in, please.', url: 'https://example.com/sign-in' },
      ]);
    });

    test("the client's model is asked with all its parameters", async () => {
      const asked: Wire[] = [];
      const client = await connect({ answers: answering(asked) });
      assert.partialDeepStrictEqual(jsonOf(await client.call('ask-model')), WORD);
      assert.partialDeepStrictEqual(asked, [
        {
          messages: [{ role: 'user', content: { type: 'text', text: 'A word, please.' } }],
          maxTokens: 10,
          systemPrompt: 'Be brief.',
        },
      ]);
    });

    test("the client's roots are asked for", async () => {
      const client = await connect({ answers: answering() });
      assert.partialDeepStrictEqual(jsonOf(await client.call('ask-roots')), ROOTS);
    });

    test('questions in sequence are asked one by one, each once', async () => {
      runs.clear();
      const asked: Wire[] = [];
      const client = await connect({ answers: answering(asked) });
      const result = await client.call('ask-in-sequence');
      assert.deepEqual(jsonOf(result), [
        { name: 'Ada' },
        { colour: 'green' },
        { type: 'text', text: 'word' },
      ]);
      assert.deepEqual(
        asked.map(({ message, maxTokens }) => message ?? maxTokens),
        ['Who are you?', 'Which colour?', 10],
      );
      await until(() => runs.get('ask-in-sequence') === (isModern ? 4 : 1), { what: 'the runs' });
    });

    test('questions asked at once go out together', async () => {
      runs.clear();
      const asked: Wire[] = [];
      const client = await connect({ answers: answering(asked) });
      const result = await client.call('ask-at-once');
      assert.deepEqual(jsonOf(result), [{ name: 'Ada' }, { type: 'text', text: 'word' }, ROOTS.roots]);
      assert.equal(asked.length, 3);
      await until(() => runs.get('ask-at-once') === (isModern ? 2 : 1), { what: 'the runs' });
    });

    test('the names of the SDK ask the same questions', async () => {
      const client = await connect({ answers: answering() });
      assert.deepEqual(jsonOf(await client.call('ask-sdk-style')), [{ name: 'Ada' }, 'accept', 'tiny']);
    });

    test('a client that takes its time is not held to the deadline of the call', async () => {
      const other: TestClient = await connect();
      const elicit = async () => {
        // Another call runs into a longer deadline meanwhile.
        await other.failure(other.call('too-slow', { key: 'meanwhile' }));
        return { action: 'accept', content: { name: 'Ada' } };
      };
      const client = await connect({ answers: { elicit } });
      assert.partialDeepStrictEqual(jsonOf(await client.call('ask-form')), { content: { name: 'Ada' } });
    });

    test('two calls at the same time keep their questions apart', async () => {
      let calls = 0;
      const elicit = () => ({ action: 'accept', content: { name: `person ${++calls}` } });
      const client = await connect({ answers: { elicit } });
      const results = await Promise.all([client.call('ask-form'), client.call('ask-form')]);
      const names = results.map((result) => (jsonOf(result) as { content: { name: string } }).content.name);
      assert.deepEqual(names.sort(), ['person 1', 'person 2']);
    });
  },
  // SDK v2 lets handlers await answers in sessions only.
  { node: { requestTimeoutMs: 50 }, appliesTo: (kind, era) => kind !== 'sdk-v2' || era === 'session' },
);

const refusals = ({ connect, isModern }: Bench): void => {
  for (const [tool, required] of [
    ['ask-form', { elicitation: {} }],
    ['ask-url', { elicitation: { url: {} } }],
    ['ask-model', { sampling: {} }],
    ['ask-roots', { roots: {} }],
    ['return-at-once', { elicitation: {} }],
  ] as const) {
    test(`${tool} refuses a client that has declared nothing`, async () => {
      const client = await connect();
      if (isModern) {
        const failure = await client.failure(client.call(tool));
        assert.partialDeepStrictEqual(failure, {
          kind: 'rpc',
          code: -32021,
          data: { requiredCapabilities: required },
        });
      } else {
        const result = await client.call(tool);
        assert.equal(result['isError'], true);
        assert.equal(
          textOf(result),
          `The client did not declare a capability that this request needs: ${JSON.stringify(required)}.`,
        );
      }
    });
  }

  test('a client that shows forms only is not sent to a page', async () => {
    const client = await connect({
      answers: answering(),
      capabilities: { elicitation: {}, sampling: {}, roots: {} },
    });
    assert.partialDeepStrictEqual(jsonOf(await client.call('ask-form')), { action: 'accept' });
    if (isModern) {
      assert.partialDeepStrictEqual(await client.failure(client.call('ask-url')), {
        kind: 'rpc',
        code: -32021,
      });
    } else {
      assert.equal((await client.call('ask-url'))['isError'], true);
    }
  });
};

export const missingCapabilities = group('missing capabilities', refusals, { appliesTo: isNative });
