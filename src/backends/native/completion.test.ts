// Suggestions: which completer answers for which argument, and what clients may ask wrongly.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { FakeHost } from '../../../test/support/fake-call.ts';
import { ask, resultOf } from '../../../test/support/fleet-server.ts';
import { completable, completeResult, completerOf } from './completion.ts';
import { FleetServer } from './fleet-server.ts';
import { ResourceTemplate } from './resources.ts';

const cities = (value: string): string[] =>
  ['Lisbon', 'London', 'Oslo'].filter((city) => city.startsWith(value));
const promptRef = { type: 'ref/prompt', name: 'travel' };
const templateRef = { type: 'ref/resource', uri: 'city:///{name}/{plain}' };

function travelServer(): FleetServer {
  const server = new FleetServer({ name: 's', version: '1' });
  const argsSchema = z.object({
    city: completable(z.string(), cities),
    district: completable(z.string(), (value, context) => [
      `${context?.arguments?.['city']}-${value}`,
    ]).optional(),
    other: z.string().optional(),
  });
  server.registerPrompt('travel', { argsSchema }, () => ({ messages: [] }));
  server.registerPrompt('bare', {}, () => ({ messages: [] }));
  const template = new ResourceTemplate('city:///{name}/{plain}', {
    list: undefined,
    complete: { name: cities },
  });
  server.registerResource('city', template, {}, () => ({ contents: [] }));
  server.registerResource('fixed', 'fixed:///one', {}, () => ({ contents: [] }));
  return server;
}

/** The values suggested for an argument. */
async function suggest(ref: object, name: string, value: string, context?: object): Promise<unknown> {
  const params = { ref, argument: { name, value }, ...(context !== undefined && { context }) };
  return (await resultOf(travelServer(), 'completion/complete', params))['completion'];
}

test('the completer of a prompt argument suggests', async () => {
  assert.deepEqual(await suggest(promptRef, 'city', 'L'), {
    values: ['Lisbon', 'London'],
    total: 2,
    hasMore: false,
  });
});

test('an optional argument keeps the completer it was marked with, and sees what is filled in', async () => {
  const context = { arguments: { city: 'Oslo' } };
  assert.deepEqual(await suggest(promptRef, 'district', 'x', context), {
    values: ['Oslo-x'],
    total: 1,
    hasMore: false,
  });
});

test('the completer of a template variable suggests', async () => {
  assert.deepEqual(await suggest(templateRef, 'name', 'O'), { values: ['Oslo'], total: 1, hasMore: false });
});

for (const [what, ref, name] of [
  ['a prompt argument without completer', promptRef, 'other'],
  ['an argument that the prompt does not have', promptRef, 'constructor'],
  ['a prompt without arguments', { type: 'ref/prompt', name: 'bare' }, 'city'],
  ['a template variable without completer', templateRef, 'plain'],
  ['a variable named like a member of every object', templateRef, 'toString'],
  ['a resource with a fixed URI', { type: 'ref/resource', uri: 'fixed:///one' }, 'x'],
] as const) {
  test(`${what} has no suggestions, which is no error`, async () => {
    assert.deepEqual(await suggest(ref, name, ''), { values: [], hasMore: false });
  });
}

for (const [what, params] of [
  ['an unknown prompt', { ref: { type: 'ref/prompt', name: 'nope' }, argument: { name: 'a', value: '' } }],
  ['an unknown template', { ref: { type: 'ref/resource', uri: 'a:b' }, argument: { name: 'a', value: '' } }],
  [
    'an unknown kind of reference',
    { ref: { type: 'ref/tool', name: 't' }, argument: { name: 'a', value: '' } },
  ],
  ['no reference', { argument: { name: 'a', value: '' } }],
  ['no argument', { ref: promptRef }],
  ['a value that is no text', { ref: promptRef, argument: { name: 'city', value: 5 } }],
] as const) {
  test(`completing ${what} is refused`, async () => {
    await assert.rejects(ask(travelServer(), 'completion/complete', params), { code: 'INVALID_PARAMS' });
  });
}

test('a completer that fails is logged and told without its message', async () => {
  const server = new FleetServer({ name: 's', version: '1' });
  const argsSchema = z.object({
    city: completable(z.string(), () => {
      throw new Error('secret');
    }),
  });
  server.registerPrompt('travel', { argsSchema }, () => ({ messages: [] }));
  const host = new FakeHost();
  const params = { ref: promptRef, argument: { name: 'city', value: '' } };
  await assert.rejects(
    ask(server, 'completion/complete', params, { host }),
    ({ code, message }: NodeJS.ErrnoException) => {
      return code === 'INTERNAL_ERROR' && message.includes('ref-1') && !message.includes('secret');
    },
  );
  assert.equal(host.reported.length, 1);
});

test('a server with neither prompts nor templates has no completion', async () => {
  const server = new FleetServer({ name: 's', version: '1' });
  const params = { ref: promptRef, argument: { name: 'a', value: '' } };
  await assert.rejects(ask(server, 'completion/complete', params), { code: 'METHOD_NOT_FOUND' });
});

test('no more than a hundred suggestions are told, and that there are more', () => {
  const suggestions = Array.from({ length: 150 }, (_, n) => n);
  const { completion } = completeResult(suggestions);
  assert.equal(completion.values.length, 100);
  assert.deepEqual([completion.values[99], completion.total, completion.hasMore], ['99', 150, true]);
  assert.equal(completeResult(suggestions.slice(0, 100)).completion.hasMore, false);
});

test('marking a schema gives the same schema back', () => {
  const schema = z.string();
  assert.equal(completable(schema, cities), schema);
  assert.equal(completerOf(z.object({ city: schema.default('x') }), 'city'), cities);
  assert.equal(completerOf({ type: 'object', properties: {} }, 'city'), undefined);
});
