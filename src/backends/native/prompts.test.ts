// Prompts: their arguments as clients see them, and what getting one answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { FakeHost } from '../../../test/support/fake-call.ts';
import { ask, resultOf } from '../../../test/support/fleet-server.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { FleetServer, type PromptCallback } from './fleet-server.ts';

const argsSchema = z.object({
  city: z.string().describe('Where to go'),
  days: z.coerce.number().meta({ title: 'Days' }).optional(),
});
const message = (text: string) => ({
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
});

function serverWith(handler: PromptCallback<typeof argsSchema>): FleetServer {
  const server = new FleetServer({ name: 's', version: '1' });
  server.registerPrompt('travel', { title: 'Travel', argsSchema }, handler);
  return server;
}

const get = (args?: unknown) => ({ name: 'travel', ...(args !== undefined && { arguments: args }) });

test('a prompt is listed with its arguments, and which of them it needs', async () => {
  const server = serverWith(() => message('x'));
  server.registerPrompt('bare', { description: 'No arguments' }, () => message('y'));
  assert.deepEqual((await resultOf(server, 'prompts/list'))['prompts'], [
    {
      name: 'travel',
      title: 'Travel',
      arguments: [
        { name: 'city', required: true, description: 'Where to go' },
        { name: 'days', required: false, title: 'Days' },
      ],
    },
    { name: 'bare', description: 'No arguments' },
  ]);
});

test('a prompt is filled in with its arguments as the schema converts them', async () => {
  const server = serverWith(({ city, days }) => message(`${city} ${typeof days} ${days}`));
  const { messages } = await resultOf(server, 'prompts/get', get({ city: 'Oslo', days: '3' }));
  assert.deepEqual(messages, message('Oslo number 3').messages);
});

test('a prompt without a schema gets the context alone', async () => {
  const server = new FleetServer({ name: 's', version: '1' });
  server.registerPrompt('bare', {}, (ctx) => message(String(ctx.requestId)));
  const { messages } = await resultOf(server, 'prompts/get', { name: 'bare' });
  assert.deepEqual(messages, message('1').messages);
});

for (const [what, args, says] of [
  ['missing', undefined, /Invalid arguments for prompt "travel": .*city/],
  ['of the wrong type', { city: 5 }, /Invalid arguments for prompt "travel": .*city/],
  ['in an array', ['Oslo'], /"arguments" must be an object/],
  ['a text', 'Oslo', /"arguments" must be an object/],
] as const) {
  test(`arguments that are ${what} are a protocol error, because no model reads it`, async () => {
    const server = serverWith(() => assert.fail('ran'));
    await assert.rejects(ask(server, 'prompts/get', get(args)), { code: 'INVALID_PARAMS', message: says });
  });
}

for (const name of ['nope', undefined, 5]) {
  test(`a prompt named ${JSON.stringify(name)} is refused`, async () => {
    await assert.rejects(
      ask(
        serverWith(() => message('x')),
        'prompts/get',
        { name },
      ),
      {
        code: 'INVALID_PARAMS',
        rpcCode: -32602,
      },
    );
  });
}

test('an error of a handler is logged and told without its message, one of ours as it is', async () => {
  const host = new FakeHost();
  const failing = (error: Error) =>
    ask(
      serverWith(() => {
        throw error;
      }),
      'prompts/get',
      get({ city: 'Oslo' }),
      { host },
    );
  await assert.rejects(failing(new Error('secret')), {
    code: 'INTERNAL_ERROR',
    message: /^(?!.*secret).*ref-1/,
  });
  await assert.rejects(failing(new ProtocolError(-1, 'No.')), { rpcCode: -1, message: 'No.' });
  assert.equal(host.reported.length, 1);
});

test('a handler that returns no messages has failed', async () => {
  const host = new FakeHost();
  const server = serverWith(() => ({}) as ReturnType<typeof message>);
  await assert.rejects(ask(server, 'prompts/get', get({ city: 'Oslo' }), { host }), {
    code: 'INTERNAL_ERROR',
  });
  assert.match(String(host.reported[0]?.error), /must return \{ messages: \[\.\.\.\] \}/);
});

test('a handler that asks, even if it swallows the rejection, is answered first', async () => {
  const server = serverWith(async (_args, ctx) => {
    const roots = await ctx.listRoots().catch(() => undefined);
    return message(`${roots?.roots.length}`);
  });
  const reply = await ask(server, 'prompts/get', get({ city: 'Oslo' }));
  assert.ok(reply.kind === 'input-required');
  const params = { ...get({ city: 'Oslo' }), inputResponses: { q0: { roots: [] } } };
  assert.deepEqual((await resultOf(server, 'prompts/get', params))['messages'], message('0').messages);
});
