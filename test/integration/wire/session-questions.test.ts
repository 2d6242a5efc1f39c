// Questions in the session eras: a request on the stream of the call, answered by a POST. The handlers are those of
// the modern era, unchanged. Sources: 2025-11-25 client/{elicitation,sampling,roots}, basic/transports.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { textOf } from './modern.ts';
import { startNode } from './node.ts';
import { ALL_CAPABILITIES, accept, NAME_FORM, questionsServer } from './questions-server.ts';
import { assertRpcError } from './refusal.ts';
import { WireSession } from './session.ts';

const { server, runs } = questionsServer();
const { url } = await startNode(after, server, { nodeId: 'nodeA' });
const able = { capabilities: ALL_CAPABILITIES };
const SAMPLED = { role: 'assistant', model: 'm', content: { type: 'text', text: 'Paris' } };

async function ask(name: string, init: object = able, id: string | number = 1) {
  const session = await WireSession.open(url, init);
  const { status, headers, events } = await session.openTool(name, { arguments: {} }, id);
  return { session, status, headers, events, question: await events.message() };
}

describe('a question', () => {
  for (const version of ['2025-11-25', '2025-06-18', '2025-03-26']) {
    test(`in ${version} is a request on the stream of the call, answered with 202`, async () => {
      const { session, headers, events, question } = await ask('greet', { ...able, version });
      assert.equal(headers['content-type'], 'text/event-stream');
      assert.deepEqual(question, {
        jsonrpc: '2.0',
        id: question.id,
        method: 'elicitation/create',
        params: { mode: 'form', message: 'Who are you?', requestedSchema: NAME_FORM },
      });
      assert.match(String(question.id), /^nodeA-[0-9a-f]+-\d+$/);
      const taken = await session.respond(question.id, { result: accept({ name: 'Ada' }) });
      assert.deepEqual([taken.status, taken.text], [202, '']);
      const [answer, ...more] = await events.rest();
      assert.equal(more.length, 0);
      assert.equal(answer?.id, 1);
      assert.match(textOf(answer ?? question) ?? '', /"name":"Ada"/);
    });
  }

  test('after another is asked when that is answered, in one run of the handler', async () => {
    runs.clear();
    const { session, events, question } = await ask('interview');
    assert.equal(question.method, 'elicitation/create');
    await session.respond(question.id, { result: accept({ name: 'Ada' }) });
    const second = await events.message();
    assert.equal(second.method, 'sampling/createMessage');
    assert.equal(second.params?.['maxTokens'], 10);
    await session.respond(second.id, { result: SAMPLED });
    const third = await events.message();
    assert.deepEqual([third.method, third.params], ['roots/list', undefined]);
    await session.respond(third.id, { result: { roots: [{ uri: 'file:///home' }] } });
    assert.equal(
      textOf(await events.message()),
      '[{"name":"Ada"},{"type":"text","text":"Paris"},[{"uri":"file:///home"}]]',
    );
    assert.equal(runs.get('interview'), 1);
  });

  test('beside another may be answered in any order', async () => {
    const { session, events, question } = await ask('together');
    const second = await events.message();
    assert.deepEqual([question.params?.['mode'], second.params?.['mode']], ['form', 'url']);
    assert.equal(second.params?.['url'], 'https://example.com/pay');
    await session.respond(second.id, { result: { action: 'decline' } });
    await session.respond(question.id, { result: accept({ name: 'x' }) });
    assert.equal(textOf(await events.message()), '["accept","decline"]');
  });

  test('of a handler that asks by returning is asked too, and the handler gets its state back', async () => {
    runs.clear();
    const { session, events, question } = await ask('returning');
    assert.equal(question.method, 'elicitation/create');
    await session.respond(question.id, { result: accept({ name: 'Paris' }) });
    assert.equal(textOf(await events.message()), '{"state":"step 1","city":{"name":"Paris"}}');
    assert.equal(runs.get('returning'), 2);
  });

  test('of nothing but a state is never seen by the client', async () => {
    const session = await WireSession.open(url, able);
    const answer = await session.callTool('only state');
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.equal(textOf(answer.rpc), '"secret plan"');
  });

  test('may come from a prompt or a resource', async () => {
    for (const [method, params] of [
      ['prompts/get', { name: 'asking' }],
      ['resources/read', { uri: 'test://asking' }],
    ] as const) {
      const session = await WireSession.open(url, able);
      const { events } = await session.openRequest(method, params);
      const { id } = await events.message();
      await session.respond(id, { result: accept({ name: 'Ada' }) });
      assert.match(JSON.stringify(await events.message()), /Ada/);
    }
  });
});

describe('an answer', () => {
  test('with an error ends the question, and tells the handler', async () => {
    const { session, events, question } = await ask('greet');
    await session.respond(question.id, { error: { code: -1, message: 'User is away' } });
    assert.deepEqual((await events.message()).result, {
      content: [{ type: 'text', text: 'The client refused "elicitation/create": User is away' }],
      isError: true,
    });
  });

  const misfits: readonly object[] = [
    {},
    { action: 'maybe' },
    accept({ name: 1 }),
    accept({}),
    SAMPLED,
    { roots: [] },
  ];
  for (const result of misfits) {
    test(`that does not fit (${JSON.stringify(result)}) does not reach the handler`, async () => {
      const { session, events, question } = await ask('greet');
      await session.respond(question.id, { result });
      const text = 'The client\'s answer to "elicitation/create" does not fit the question.';
      assert.deepEqual((await events.message()).result, { content: [{ type: 'text', text }], isError: true });
    });
  }

  for (const [method, params] of [
    ['prompts/get', { name: 'asking' }],
    ['resources/read', { uri: 'test://asking' }],
  ] as const) {
    for (const [outcome, says] of [
      [{ error: { code: -1, message: 'User is away' } }, /refused .*: User is away/],
      [{ result: {} }, /does not fit the question/],
    ] as const) {
      test(`to ${method} with ${JSON.stringify(outcome)} is no fault of the server`, async () => {
        const session = await WireSession.open(url, able);
        const { events } = await session.openRequest(method, params);
        await session.respond((await events.message()).id, outcome);
        assertRpcError(await events.message(), { rpcCode: -32600, code: 'QUESTION_FAILED', says, id: 1 });
      });
    }
  }

  test('counts once: a second one is taken and means nothing', async () => {
    const { session, events, question } = await ask('greet');
    for (const name of ['first', 'second']) {
      assert.equal((await session.respond(question.id, { result: accept({ name }) })).status, 202);
    }
    assert.match(textOf(await events.message()) ?? '', /"name":"first"/);
  });

  test('of another session means nothing', async () => {
    const { session, events, question } = await ask('greet');
    const other = await WireSession.open(url, able);
    assert.equal((await other.respond(question.id, { result: accept({ name: 'Eve' }) })).status, 202);
    await session.respond(question.id, { result: accept({ name: 'Ada' }) });
    assert.match(textOf(await events.message()) ?? '', /"name":"Ada"/);
  });

  test('may come when the stream of the question broke, and the result is fetched later', async () => {
    const { session, events, question } = await ask('greet');
    events.cut();
    await session.respond(question.id, { result: accept({ name: 'Ada' }) });
    const resumed = await session.listen(events.lastEventId);
    const [answer] = await resumed.events.rest();
    assert.match(textOf(answer ?? question) ?? '', /"name":"Ada"/);
  });
});

describe('a client that cannot', () => {
  const cases: readonly [tool: string, capabilities: object, needs: RegExp][] = [
    ['greet', {}, /\{"elicitation":\{\}\}/],
    ['greet', { sampling: {}, roots: {} }, /\{"elicitation":\{\}\}/],
    ['greet', { elicitation: { url: {} } }, /\{"elicitation":\{"form":\{\}\}\}/],
    ['returning', {}, /\{"elicitation":\{\}\}/],
  ];
  for (const [tool, capabilities, needs] of cases) {
    test(`answer "${tool}" with ${JSON.stringify(capabilities)} is not asked; the model is told`, async () => {
      const session = await WireSession.open(url, { capabilities });
      const answer = await session.callTool(tool);
      assert.equal(answer.headers['content-type'], 'application/json');
      assert.equal(answer.rpc.result?.['isError'], true);
      assert.match(textOf(answer.rpc) ?? '', needs);
    });
  }
});
