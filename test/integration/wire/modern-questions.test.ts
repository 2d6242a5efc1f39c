// Questions in the modern era: a result that asks, and a retry that brings the answers. Nothing is kept meanwhile.
// Source: 2026-07-28 basic/patterns/mrtr.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { callTool, modern, textOf } from './modern.ts';
import { startNode } from './node.ts';
import { ALL_CAPABILITIES, accept, NAME_FORM, questionsServer } from './questions-server.ts';
import { assertRefused } from './refusal.ts';

const { server, runs } = questionsServer();
const { url } = await startNode(after, server);

const able = { capabilities: ALL_CAPABILITIES };
const call = (name: string, params: object = {}, args: object = {}) =>
  callTool(url, name, args, { ...able, params });

const QUESTION = {
  method: 'elicitation/create',
  params: { mode: 'form', message: 'Who are you?', requestedSchema: NAME_FORM },
};

describe('a handler that asks', () => {
  test('is answered with a result that asks the client', async () => {
    const answer = await call('greet');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'application/json');
    const { requestState, ...result } = answer.rpc.result ?? {};
    assert.deepEqual(result, {
      resultType: 'input_required',
      inputRequests: { q0: QUESTION },
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'wire', version: '1.0.0' } },
    });
    assert.match(String(requestState), /^[\w-]{40,}$/);
  });

  test('goes on when a new request brings the answer', async () => {
    const { requestState } = (await call('greet', {}, { a: 1 })).rpc.result ?? {};
    const inputResponses = { q0: accept({ name: 'Ada' }) };
    const options = { ...able, id: 2, params: { requestState, inputResponses } };
    const answer = await callTool(url, 'greet', { a: 1 }, options);
    assert.equal(answer.rpc.id, 2);
    assert.equal(answer.rpc.result?.['resultType'], 'complete');
    assert.equal(
      textOf(answer.rpc),
      '{"args":{"a":1},"answer":{"action":"accept","content":{"name":"Ada"}}}',
    );
  });

  for (const action of ['decline', 'cancel']) {
    test(`learns of a user who chose to ${action}`, async () => {
      const { requestState } = (await call('greet')).rpc.result ?? {};
      const answer = await call('greet', { requestState, inputResponses: { q0: { action } } });
      assert.equal(textOf(answer.rpc), `{"args":{},"answer":{"action":"${action}"}}`);
    });
  }

  test('is asked to wait through several rounds, and keeps what was answered before', async () => {
    runs.clear();
    const first = (await call('interview')).rpc.result ?? {};
    assert.deepEqual(Object.keys(first['inputRequests'] as object), ['q0']);
    const second = await call('interview', {
      requestState: first['requestState'],
      inputResponses: { q0: accept({ name: 'Ada' }) },
    });
    const secondResult = second.rpc.result ?? {};
    assert.deepEqual(Object.keys(secondResult['inputRequests'] as object), ['q1']);
    assert.notEqual(secondResult['requestState'], first['requestState']);
    const sampled = { role: 'assistant', model: 'm', content: { type: 'text', text: 'Paris' } };
    const third = await call('interview', {
      requestState: secondResult['requestState'],
      inputResponses: { q1: sampled },
    });
    const thirdResult = third.rpc.result ?? {};
    assert.deepEqual(thirdResult['inputRequests'], { q2: { method: 'roots/list' } });
    const last = await call('interview', {
      requestState: thirdResult['requestState'],
      inputResponses: { q2: { roots: [{ uri: 'file:///home' }] } },
    });
    assert.equal(
      textOf(last.rpc),
      '[{"name":"Ada"},{"type":"text","text":"Paris"},[{"uri":"file:///home"}]]',
    );
    assert.equal(runs.get('interview'), 4);
  });

  test('can ask several things at once', async () => {
    const first = (await call('together')).rpc.result ?? {};
    assert.deepEqual(Object.keys(first['inputRequests'] as object).sort(), ['form', 'page']);
    const inputResponses = { form: accept({ name: 'x' }), page: { action: 'accept' } };
    const last = await call('together', { requestState: first['requestState'], inputResponses });
    assert.equal(textOf(last.rpc), '["accept","accept"]');
  });

  test('asks again for what is still missing, and only for that', async () => {
    const first = (await call('together')).rpc.result ?? {};
    const inputResponses = { page: { action: 'decline' } };
    const second =
      (await call('together', { requestState: first['requestState'], inputResponses })).rpc.result ?? {};
    assert.deepEqual(Object.keys(second['inputRequests'] as object), ['form']);
    const rest = { form: accept({ name: 'x' }) };
    const last = await call('together', { requestState: second['requestState'], inputResponses: rest });
    assert.equal(textOf(last.rpc), '["accept","decline"]');
  });

  const misfits: readonly unknown[] = [
    undefined,
    null,
    12345,
    'Ada',
    [],
    {},
    { q1: accept({ name: 'Ada' }) },
    { q0: null },
    { q0: 12345 },
    { q0: { action: 'maybe' } },
    { q0: accept({ name: 1 }) },
    { q0: accept({ name: '' }) },
    { q0: { action: 'accept' } },
    { q0: { role: 'assistant', model: 'm', content: { type: 'text', text: 'Ada' } } },
  ];
  for (const inputResponses of misfits) {
    test(`asks again when the answers are ${JSON.stringify(inputResponses) ?? 'left out'}`, async () => {
      const { requestState } = (await call('greet')).rpc.result ?? {};
      const answer = await call('greet', { requestState, inputResponses });
      assert.deepEqual(answer.rpc.result?.['inputRequests'], { q0: QUESTION });
    });
  }

  test('takes answers that come without being asked for, and ignores what it does not need', async () => {
    const inputResponses = { q0: accept({ name: 'Ada', extra: 1 }), other: accept({}) };
    const answer = await call('greet', { inputResponses });
    assert.match(textOf(answer.rpc) ?? '', /"name":"Ada"/);
  });

  test('may be a prompt or a resource', async () => {
    const targets = [
      ['prompts/get', { name: 'asking' }, '"messages"'],
      ['resources/read', { uri: 'test://asking' }, '"contents"'],
    ] as const;
    for (const [method, params, member] of targets) {
      const first = (await modern(url, method, params, able)).rpc.result ?? {};
      assert.equal(first['resultType'], 'input_required', method);
      assert.deepEqual([first['ttlMs'], first['cacheScope']], [undefined, undefined]);
      const retry = {
        ...params,
        requestState: first['requestState'],
        inputResponses: { q0: accept({ name: 'A' }) },
      };
      const last = await modern(url, method, retry, able);
      assert.equal(last.rpc.result?.['resultType'], 'complete', method);
      assert.ok(last.text.includes(member));
    }
  });
});

describe('a handler that asks by returning', () => {
  test('gets its own state and the answers back', async () => {
    runs.clear();
    const first = (await call('returning')).rpc.result ?? {};
    assert.deepEqual(Object.keys(first['inputRequests'] as object), ['city']);
    assert.doesNotMatch(String(first['requestState']), /step/);
    const inputResponses = { city: accept({ name: 'Paris' }) };
    const last = await call('returning', { requestState: first['requestState'], inputResponses });
    assert.equal(textOf(last.rpc), '{"state":"step 1","city":{"name":"Paris"}}');
  });

  test('may leave only a state, which the client cannot read', async () => {
    const first = (await call('only state')).rpc.result ?? {};
    assert.equal(first['inputRequests'], undefined);
    const state = String(first['requestState']);
    assert.doesNotMatch(Buffer.from(state, 'base64url').toString('latin1'), /secret|plan|answers|state/);
    assert.equal(textOf((await call('only state', { requestState: state })).rpc), '"secret plan"');
  });

  test('never has the same state twice', async () => {
    const states = new Set<unknown>();
    for (let n = 0; n < 20; n++) states.add((await call('only state')).rpc.result?.['requestState']);
    assert.equal(states.size, 20);
  });
});

describe('a client that cannot', () => {
  const cases: readonly [tool: string, capabilities: object, required: object][] = [
    ['greet', {}, { elicitation: {} }],
    ['greet', { sampling: {} }, { elicitation: {} }],
    ['greet', { elicitation: { url: {} } }, { elicitation: { form: {} } }],
    ['returning', {}, { elicitation: {} }],
  ];
  for (const [tool, capabilities, required] of cases) {
    test(`answer "${tool}" with ${JSON.stringify(capabilities)} is told what it needs`, async () => {
      const answer = await callTool(url, tool, {}, { capabilities });
      assertRefused(answer, {
        status: 400,
        rpcCode: -32021,
        code: 'MISSING_CLIENT_CAPABILITY',
        says: /did not declare a capability that this request needs/,
        id: 1,
      });
      assert.deepEqual(answer.rpc.error?.data?.['requiredCapabilities'], required);
    });
  }

  test('sample or list roots is told so when it comes to that', async () => {
    const first =
      (await callTool(url, 'interview', {}, { capabilities: { elicitation: {} } })).rpc.result ?? {};
    const params = { requestState: first['requestState'], inputResponses: { q0: accept({ name: 'Ada' }) } };
    const answer = await callTool(url, 'interview', {}, { capabilities: { elicitation: {} }, params });
    assert.deepEqual(answer.rpc.error?.data?.['requiredCapabilities'], { sampling: {} });
  });
});

test('lists are never answered with a question', async () => {
  for (const method of ['tools/list', 'prompts/list', 'resources/list', 'server/discover']) {
    assert.equal((await modern(url, method, {}, able)).rpc.result?.['resultType'], 'complete', method);
  }
});
