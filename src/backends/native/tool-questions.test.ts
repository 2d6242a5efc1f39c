// Tools that ask: what is left of a run that could not finish, however its handler treats the question.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { z } from 'zod';
import { FakeChannel, FakeHost, fakeCall } from '../../../test/support/fake-call.ts';
import { ToolError } from '../../protocol/errors.ts';
import type { CallInit } from '../../server/call.ts';
import type { HandlerContext } from '../../server/handler-context.ts';
import { inputRequired } from '../../server/input-required.ts';
import { callTool, ToolEntry } from './tools.ts';

const OK = { content: [{ type: 'text', text: 'ok' }] };
const form = { message: 'Age?', requestedSchema: z.object({ age: z.number() }) };
const accepted = { action: 'accept', content: { age: 5 } };

async function outcomeOf(handler: (ctx: HandlerContext) => unknown, init: Partial<CallInit> = {}) {
  return await callTool(
    new ToolEntry('book', {}, handler as (...args: unknown[]) => unknown),
    fakeCall(init),
  );
}

/** The keys and methods of what a run asks. */
async function askedBy(handler: (ctx: HandlerContext) => unknown, init: Partial<CallInit> = {}) {
  const reply = await outcomeOf(handler, init);
  assert.ok(reply.kind === 'input-required');
  return Object.fromEntries(Object.entries(reply.requests).map(([key, { method }]) => [key, method]));
}

const FORM_ASKED = { q0: 'elicitation/create' };

test('a handler that awaits a question without answer asks it', async () => {
  assert.deepEqual(await askedBy(async (ctx) => (await ctx.elicit(form)) && OK), FORM_ASKED);
});

test('a handler that swallows the rejection of its question still asks it', async () => {
  const asked = await askedBy(async (ctx) => {
    await ctx.elicit(form).catch(() => undefined);
    return OK;
  });
  assert.deepEqual(asked, FORM_ASKED);
});

test('a handler that turns the rejection into an error of its own still asks', async () => {
  const host = new FakeHost();
  const handler = async (ctx: HandlerContext) => {
    try {
      await ctx.elicit(form);
    } catch {
      throw new ToolError('No age.');
    }
  };
  assert.deepEqual(await askedBy(handler, { host }), FORM_ASKED);
  assert.deepEqual(host.reported, []);
});

test('a handler that does not wait for its question still asks, and the process goes on', async () => {
  const asked = await askedBy((ctx) => {
    void ctx.elicit(form);
    return OK;
  });
  assert.deepEqual(asked, FORM_ASKED);
  await turn();
});

test('a handler that starts two questions and awaits one after the other asks both', async () => {
  const asked = await askedBy(async (ctx) => {
    const [age, roots] = [ctx.elicit(form), ctx.listRoots()];
    return (await age) && (await roots) && OK;
  });
  assert.deepEqual(asked, { q0: 'elicitation/create', q1: 'roots/list' });
  await turn();
});

test('with its answer the handler runs to its end', async () => {
  const params = { name: 'book', inputResponses: { q0: accepted } };
  const reply = await outcomeOf(
    async (ctx) => ({ content: [], structuredContent: (await ctx.elicit(form)).content }),
    { params },
  );
  assert.deepEqual(reply, { kind: 'result', result: { content: [], structuredContent: { age: 5 } } });
});

test('in a session the same handler is answered on the spot', async () => {
  const channel = new FakeChannel(() => accepted);
  const reply = await outcomeOf(
    async (ctx) => ({ content: [], structuredContent: (await ctx.elicit(form)).content }),
    { era: 'session', channel },
  );
  assert.deepEqual(reply, { kind: 'result', result: { content: [], structuredContent: { age: 5 } } });
});

test('a handler that asks by returning is told to the client in the shape of the wire', async () => {
  const reply = await outcomeOf(() =>
    inputRequired({ inputRequests: { age: inputRequired.elicit(form) }, requestState: 'step 1' }),
  );
  assert.ok(reply.kind === 'input-required');
  const { age } = reply.requests;
  assert.ok(age?.method === 'elicitation/create' && age.params.mode === 'form');
  assert.deepEqual(age.params.requestedSchema['properties'], { age: { type: 'number' } });
  assert.equal(reply.state, 'step 1');
});

test('answers of earlier rounds go along with a question that is asked by returning', async () => {
  const call = fakeCall({ params: { name: 'book', inputResponses: { q0: accepted } } });
  const handler = async (ctx: HandlerContext) => {
    await ctx.elicit(form);
    return inputRequired({ inputRequests: { roots: inputRequired.listRoots() } });
  };
  const reply = await callTool(new ToolEntry('book', {}, handler as (...args: unknown[]) => unknown), call);
  assert.ok(reply.kind === 'input-required');
  assert.deepEqual(reply.answers, { q0: accepted });
});

for (const [how, handler] of [
  ['asks', async (ctx: HandlerContext) => (await ctx.elicit(form)) && OK],
  ['asks by returning', () => inputRequired({ inputRequests: { age: inputRequired.elicit(form) } })],
] as const) {
  const client = { info: undefined, capabilities: {} };

  test(`a handler that ${how} of a client without forms is refused in the modern era`, async () => {
    await assert.rejects(outcomeOf(handler, { client }), {
      code: 'MISSING_CLIENT_CAPABILITY',
      data: { requiredCapabilities: { elicitation: {} } },
    });
  });

  test(`a handler that ${how} of a client without forms is a failed tool in a session`, async () => {
    const reply = await outcomeOf(handler, {
      client,
      era: 'session',
      channel: new FakeChannel(() => accepted),
    });
    assert.ok(reply.kind === 'result');
    const { isError, content } = reply.result as { isError: boolean; content: [{ text: string }] };
    assert.equal(isError, true);
    assert.match(
      content[0].text,
      /did not declare a capability that this request needs: \{"elicitation":\{\}\}/,
    );
  });
}

test('a client that refuses the question in a session ends the call, not the process', async () => {
  const channel = new FakeChannel(() => {
    throw new Error('refused');
  });
  const host = new FakeHost();
  const reply = await outcomeOf(
    (ctx) => {
      void ctx.elicit(form);
      return OK;
    },
    { era: 'session', channel, host },
  );
  assert.deepEqual(reply, { kind: 'result', result: OK });
  await turn();
});
