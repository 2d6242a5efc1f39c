// Prompts: listed with their arguments, filled in, suggested, and refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PIXEL_PNG } from '../fixture-tools.ts';
import { group } from '../harness.ts';

const TRANSLATE = { type: 'ref/prompt', name: 'translate' };

export const prompts = group('prompts', ({ connect, isNative }) => {
  test('prompts are listed with their arguments', async () => {
    const prompts = await (await connect()).list('prompts');
    assert.deepEqual(
      prompts.map(({ name }) => name),
      ['hello', 'translate', 'many', 'asking', 'broken'],
    );
    assert.deepEqual(prompts[0], { name: 'hello', title: 'Hello', description: 'No arguments.' });
    assert.deepEqual(prompts[1], {
      name: 'translate',
      title: 'Translate',
      description: 'Two arguments with suggestions.',
      arguments: [
        { name: 'language', description: 'Into which', required: true },
        { name: 'framework', required: false },
      ],
    });
  });

  test('a prompt is filled in with any kind of content', async () => {
    const client = await connect();
    assert.partialDeepStrictEqual(await client.prompt('hello'), {
      description: 'A greeting.',
      messages: [{ role: 'user', content: { type: 'text', text: 'Say hello.' } }],
    });
    const { messages } = await client.prompt('translate', { language: 'german' });
    assert.deepEqual(messages, [
      { role: 'user', content: { type: 'text', text: 'Into german for anything.' } },
      { role: 'assistant', content: { type: 'image', data: PIXEL_PNG, mimeType: 'image/png' } },
      { role: 'user', content: { type: 'resource', resource: { uri: 'note://garden', text: 'water' } } },
    ]);
  });

  test('a missing argument is refused', async () => {
    const client = await connect();
    const failure = await client.failure(client.prompt('translate', { framework: 'rails' }));
    assert.partialDeepStrictEqual(failure, { kind: 'rpc', code: -32602 });
    assert.match(failure.message, /Invalid arguments for prompt "?translate"?: .*language/s);
  });

  test('an unknown prompt is refused', async () => {
    const client = await connect();
    assert.partialDeepStrictEqual(await client.failure(client.prompt('no-such-prompt')), {
      kind: 'rpc',
      code: -32602,
      ...(isNative && { message: 'Unknown prompt: no-such-prompt' }),
    });
  });

  if (isNative) {
    test('a prompt that fails tells the client nothing but where the details are', async () => {
      const client = await connect();
      const failure = await client.failure(client.prompt('broken'));
      assert.partialDeepStrictEqual(failure, { kind: 'rpc', code: -32603 });
      assert.match(failure.message, /^Prompt "broken" failed\. .* reference [0-9a-f]{8}\.$/);
    });
  }
});

export const suggestions = group('suggestions', ({ connect }) => {
  test('arguments are suggested by what was typed', async () => {
    const client = await connect();
    const { completion } = await client.complete(TRANSLATE, { name: 'language', value: 'e' });
    assert.deepEqual(completion, { values: ['english', 'estonian'], total: 2, hasMore: false });
  });

  test('an optional argument is suggested in the light of another', async () => {
    const client = await connect();
    const framework = { name: 'framework', value: 'f' };
    const { completion } = await client.complete(TRANSLATE, framework, { language: 'python' });
    assert.deepEqual(completion, { values: ['flask'], total: 1, hasMore: false });
  });

  test('no more than 100 suggestions are sent, and the client is told that there are more', async () => {
    const client = await connect();
    const ref = { type: 'ref/prompt', name: 'many' };
    const { values, total, hasMore } = (await client.complete(ref, { name: 'n', value: '' }))[
      'completion'
    ] as { values: string[]; total: number; hasMore: boolean };
    assert.deepEqual([values.length, values[99], total, hasMore], [100, '99', 250, true]);
  });

  test('an argument without suggestions has none, an unknown prompt or template is refused', async () => {
    const client = await connect();
    for (const ref of [TRANSLATE, { type: 'ref/prompt', name: 'hello' }]) {
      const none = await client.complete(ref, { name: 'other', value: '' });
      assert.deepEqual(none['completion'], { values: [], hasMore: false });
    }
    for (const ref of [
      { type: 'ref/prompt', name: 'no-such-prompt' },
      { type: 'ref/resource', uri: 'no-such://{template}' },
    ]) {
      const refused = client.complete(ref, { name: 'x', value: '' });
      assert.partialDeepStrictEqual(await client.failure(refused), { kind: 'rpc', code: -32602 });
    }
  });
});
