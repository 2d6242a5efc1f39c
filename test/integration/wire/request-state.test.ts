// `requestState` is the server's memory in the client's hands: it opens only unaltered, in time, and for the request
// and the principal that it was made for; on any node of the fleet. Source: 2026-07-28 basic/patterns/mrtr, "Server
// Requirements" 4 and 5.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { until } from '../../support/until.ts';
import { callTool, modern, textOf } from './modern.ts';
import { identifyByHeader, startNode } from './node.ts';
import { ALL_CAPABILITIES, accept, questionsServer } from './questions-server.ts';
import { assertRpcError } from './refusal.ts';

const SECRET = 'a secret that is thirty-two bytes or more';
const NEW_SECRET = 'another secret of thirty-two bytes or more';

const node = async (options: object) => (await startNode(after, questionsServer().server, options)).url;
const url = await node({ secrets: [SECRET], identify: identifyByHeader });
const sibling = await node({ secrets: [SECRET], identify: identifyByHeader });
const rotated = await node({ secrets: [NEW_SECRET, SECRET], identify: identifyByHeader });
const stranger = await node({ secrets: [NEW_SECRET], identify: identifyByHeader });

const ARGS = { b: [1, { y: 2, x: 1 }], a: 'x' };
const INPUT = { q0: accept({ name: 'Ada' }) };

interface Where {
  readonly at?: string;
  readonly user?: string;
  readonly args?: object;
  readonly tool?: string;
}

function call(params: object, { at = url, user, args = ARGS, tool = 'greet' }: Where = {}) {
  return callTool(at, tool, args, { capabilities: ALL_CAPABILITIES, headers: { 'X-User': user }, params });
}

async function stateOf(where: Where = {}): Promise<string> {
  return String((await call({}, where)).rpc.result?.['requestState']);
}

async function assertOpens(requestState: unknown, where: Where = {}): Promise<void> {
  const { rpc } = await call({ requestState, inputResponses: INPUT }, where);
  assert.match(textOf(rpc) ?? JSON.stringify(rpc), /"name":"Ada"/);
}

async function assertRefusedState(requestState: unknown, where: Where = {}): Promise<void> {
  const { status, rpc } = await call({ requestState, inputResponses: INPUT }, where);
  assert.equal(status, 200);
  assertRpcError(rpc, {
    rpcCode: -32602,
    code: 'INVALID_REQUEST_STATE',
    says: /send the original request again without requestState/,
    id: 1,
  });
}

describe('a state opens', () => {
  test('on the node that sealed it, and again for who was not served the first time', async () => {
    const state = await stateOf();
    await assertOpens(state);
    await assertOpens(state);
  });

  test('on another node with the same secrets', async () => {
    await assertOpens(await stateOf(), { at: sibling });
    await assertOpens(await stateOf({ at: sibling }));
  });

  test('on a node that has a newer secret too', async () => {
    await assertOpens(await stateOf(), { at: rotated });
  });

  test('for the same arguments in another order', async () => {
    await assertOpens(await stateOf(), { args: { a: 'x', b: [1, { x: 1, y: 2 }] } });
  });

  test('for the principal that it was made for', async () => {
    await assertOpens(await stateOf({ user: 'ada' }), { user: 'ada' });
  });
});

describe('a state is refused', () => {
  test('on a node without its secret', async () => {
    await assertRefusedState(await stateOf(), { at: stranger });
    await assertRefusedState(await stateOf({ at: rotated }));
  });

  const otherArguments: readonly object[] = [
    {},
    { ...ARGS, a: 'y' },
    { ...ARGS, c: null },
    { a: 'x' },
    { ...ARGS, b: [{ y: 2, x: 1 }, 1] },
    { ...ARGS, b: ['1', { y: 2, x: 1 }] },
  ];
  for (const args of otherArguments) {
    test(`for the arguments ${JSON.stringify(args)}`, async () => {
      await assertRefusedState(await stateOf(), { args });
    });
  }

  test('for another tool', async () => {
    await assertRefusedState(await stateOf(), { tool: 'interview' });
  });

  test('for another method with the same name', async () => {
    const { rpc } = await modern(url, 'prompts/get', { name: 'asking' }, { capabilities: ALL_CAPABILITIES });
    await assertRefusedState(rpc.result?.['requestState'], { tool: 'asking', args: {} });
  });

  test('from another principal, or from nobody', async () => {
    const state = await stateOf({ user: 'ada' });
    await assertRefusedState(state, { user: 'eve' });
    await assertRefusedState(state);
    await assertRefusedState(await stateOf(), { user: 'ada' });
  });

  const alterations: readonly [what: string, alter: (state: string) => unknown][] = [
    ['with something behind it', (state) => `${state}-TAMPERED`],
    ['with a padding', (state) => `${state}=`],
    ['with a line break', (state) => `${state}\n`],
    ['with its first character changed', (state) => `${state.startsWith('A') ? 'B' : 'A'}${state.slice(1)}`],
    [
      'with its middle changed',
      (state) => state.slice(0, 50) + (state[50] === 'A' ? 'B' : 'A') + state.slice(51),
    ],
    ['with its end missing', (state) => state.slice(0, -1)],
    ['with its beginning missing', (state) => state.slice(4)],
    ['twice', (state) => state + state],
    ['that is empty', () => ''],
    ['that is no Base64', () => '{"state":"mine"}'],
    ['that is a number', () => 1],
    ['that is null', () => null],
    ['that is an object', (state) => ({ state })],
  ];
  for (const [what, alter] of alterations) {
    test(what, async () => assertRefusedState(alter(await stateOf())));
  }

  test('after its time', async (t) => {
    const { url: hasty } = await startNode((stop) => t.after(stop), questionsServer().server, {
      requestStateTtlMs: 30,
    });
    const state = await stateOf({ at: hasty });
    await until(
      async () => {
        const { rpc } = await call({ requestState: state }, { at: hasty });
        return rpc.error !== undefined;
      },
      { what: 'the state to expire' },
    );
    await assertRefusedState(state, { at: hasty });
  });

  test('before the handler runs', async (t) => {
    const { server, runs } = questionsServer();
    const { url: own } = await startNode((stop) => t.after(stop), server);
    await call({ requestState: 'forged', inputResponses: INPUT }, { at: own });
    assert.equal(runs.get('greet'), undefined);
  });
});

test('a node without secrets of its own keeps to itself', async () => {
  const first = await node({});
  const second = await node({});
  const state = await stateOf({ at: first });
  await assertOpens(state, { at: first });
  await assertRefusedState(state, { at: second });
});
