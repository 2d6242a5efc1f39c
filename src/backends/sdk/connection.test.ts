import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'node:test';
import { fakeCall } from '../../../test/support/fake-call.ts';
import { until } from '../../../test/support/until.ts';
import { FleetError } from '../../protocol/errors.ts';
import type { Call } from '../../server/call.ts';
import { Connection, type Peer, type Waiting } from './connection.ts';
import { complete } from './replies.ts';
import type { SdkMessage, SdkServer, SdkTransport } from './sdk-shapes.ts';

/** A server that keeps what it is told, and says what a test makes it say. */
class FakeServer implements SdkServer {
  readonly heard: SdkMessage[] = [];
  isClosed = false;
  transport: SdkTransport | undefined;

  async connect(transport: SdkTransport): Promise<void> {
    this.transport = transport;
    transport.onmessage = (message) => void this.heard.push(message);
    transport.onclose = () => {
      this.isClosed = true;
    };
    await transport.start();
  }

  async close(): Promise<void> {
    await this.transport?.close();
  }

  answer(index: number, result: object): void {
    const { id } = this.heard[index] as SdkMessage;
    void this.transport?.send({ jsonrpc: '2.0', id: id as number, result: result as never });
  }
}

async function connected(peer: Partial<Peer> = {}, context?: AsyncLocalStorage<Waiting>) {
  const told: { method: string; call: Call | undefined }[] = [];
  const server = new FakeServer();
  const connection = new Connection({
    peer: {
      notified: ({ method }, call) => void told.push({ method, call }),
      ask: () => Promise.reject(new FleetError('INTERNAL_ERROR', 'nobody is there')),
      ...peer,
    },
    replyTo: (_call, result) => complete(result),
    context,
  });
  await connection.connect(server);
  return { connection, server, told };
}

const json = (value: object) => ({ kind: 'json', json: JSON.stringify(value) });

test('calls of the same id go in under ids of their own and are answered in any order', async () => {
  const { connection, server } = await connected();
  const [one, two] = [fakeCall({ id: 'same' }), fakeCall({ id: 'same' })];
  const replies = [connection.run(one, { n: 1 }, {}), connection.run(two, { n: 2 }, {})];
  assert.deepEqual(
    server.heard.map(({ method, params }) => [method, params]),
    [
      ['tools/call', { n: 1 }],
      ['tools/call', { n: 2 }],
    ],
  );
  assert.notEqual(server.heard[0]?.id, server.heard[1]?.id);
  assert.equal(connection.running, 2);
  server.answer(1, { content: ['two'] });
  server.answer(0, { content: ['one'] });
  assert.deepEqual(await Promise.all(replies), [json({ content: ['one'] }), json({ content: ['two'] })]);
  assert.equal(connection.running, 0);
});

test('an error of the server keeps its code, words and data', async () => {
  const { connection, server } = await connected();
  const reply = connection.run(fakeCall(), {}, {});
  const error = { code: 4711, message: 'Out of quota.', data: { quota: 3 } };
  void server.transport?.send({ jsonrpc: '2.0', id: server.heard[0]?.id as number, error });
  await assert.rejects(reply, {
    code: 'PROTOCOL_ERROR',
    rpcCode: 4711,
    message: 'Out of quota.',
    data: { quota: 3 },
  });
});

test('a call that is aborted is cancelled on the server and settles without its answer', async () => {
  const { connection, server } = await connected();
  const call = fakeCall();
  const reply = connection.run(call, {}, {});
  call.abort(new FleetError('CANCELLED', 'The client cancelled the request.'));
  call.settle();
  await assert.rejects(reply, { code: 'CANCELLED' });
  assert.partialDeepStrictEqual(server.heard[1], {
    method: 'notifications/cancelled',
    params: { requestId: server.heard[0]?.id, reason: 'The client cancelled the request.' },
  });
  server.answer(0, {});
  assert.equal(connection.running, 0);
});

test('a call that was aborted before it got here is not run', async () => {
  const { connection, server } = await connected();
  const call = fakeCall();
  call.abort(new FleetError('DEADLINE_EXCEEDED', 'too late'));
  await assert.rejects(connection.run(call, {}, {}), { code: 'DEADLINE_EXCEEDED' });
  assert.deepEqual(server.heard, []);
});

test('a notification belongs to the call that it names, or in whose handler it was sent', async () => {
  const context = new AsyncLocalStorage<Waiting>();
  const { connection, server, told } = await connected({}, context);
  const call = fakeCall();
  const transport = server.transport as SdkTransport;
  const onmessage = transport.onmessage;
  transport.onmessage = (message, extra) => {
    onmessage?.(message, extra);
    void Promise.resolve().then(() => transport.send({ jsonrpc: '2.0', method: 'inside' }));
  };
  const reply = connection.run(call, {}, {});
  void transport.send({ jsonrpc: '2.0', method: 'outside' });
  void transport.send({ jsonrpc: '2.0', method: 'named' }, { relatedRequestId: server.heard[0]?.id });
  await until(() => told.length === 3, { what: 'all notifications' });
  server.answer(0, {});
  await reply;
  assert.deepEqual(
    told.map(({ method, call }) => [method, call?.id]),
    [
      ['outside', undefined],
      ['named', 1],
      ['inside', 1],
    ],
  );
});

test('what a handler left running belongs to no call any more', async () => {
  const context = new AsyncLocalStorage<Waiting>();
  const { connection, server, told } = await connected({}, context);
  const transport = server.transport as SdkTransport;
  let later = (): void => {};
  const onmessage = transport.onmessage;
  transport.onmessage = (message, extra) => {
    onmessage?.(message, extra);
    later = AsyncLocalStorage.bind(() => void transport.send({ jsonrpc: '2.0', method: 'late' }));
  };
  const reply = connection.run(fakeCall(), {}, {});
  server.answer(0, {});
  await reply;
  later();
  assert.deepEqual(told, [{ method: 'late', call: undefined }]);
});

test('a question of the server is answered, or told why it is not', async () => {
  const cause = { code: -1, message: 'User said no' };
  const { server } = await connected({
    ask: async ({ method, params }) => {
      if (method === 'refused') throw new FleetError('INVALID_PARAMS', 'refused', { cause });
      if (method === 'failed') throw new FleetError('DEADLINE_EXCEEDED', 'too slow');
      return { method, params };
    },
  });
  for (const [id, method] of [
    [0, 'roots/list'],
    [1, 'refused'],
    [2, 'failed'],
  ] as const) {
    void server.transport?.send({ jsonrpc: '2.0', id, method, params: { x: id } });
  }
  await until(() => server.heard.length === 3, { what: 'three answers' });
  assert.deepEqual(server.heard, [
    { jsonrpc: '2.0', id: 0, result: { method: 'roots/list', params: { x: 0 } } },
    { jsonrpc: '2.0', id: 1, error: cause },
    { jsonrpc: '2.0', id: 2, error: { code: -32011, message: 'too slow' } },
  ]);
});

test('a question that the server takes back is no longer asked', async () => {
  let asked: AbortSignal | undefined;
  const { server } = await connected({
    ask: (_request, _call, signal) => {
      asked = signal;
      return new Promise(() => {});
    },
  });
  void server.transport?.send({ jsonrpc: '2.0', id: 7, method: 'elicitation/create' });
  const params = { requestId: 7 };
  void server.transport?.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
  assert.equal(asked?.aborted, true);
});

test('a server that closes ends its calls, and takes no others', async () => {
  const { connection, server } = await connected();
  const reply = connection.run(fakeCall(), {}, {});
  await server.close();
  await assert.rejects(reply, { code: 'INTERNAL_ERROR', message: /closed its connection/ });
  await assert.rejects(connection.run(fakeCall(), {}, {}), { message: /closed its connection/ });
  assert.equal(server.isClosed, true);
});

test('a retired server is closed when its last call is answered', async () => {
  const { connection, server } = await connected();
  const reply = connection.run(fakeCall(), {}, {});
  connection.retire();
  assert.equal(server.isClosed, false);
  server.answer(0, {});
  await reply;
  await until(() => server.isClosed, { what: 'the server to be closed' });
});

test('scopes that are missing are asked for before the server hears of the call', async () => {
  const { connection, server } = await connected();
  connection.setScopeChallengeResolver(async ({ authInfo }) =>
    authInfo?.scopes.includes('write') ? undefined : { scopes: ['write'] },
  );
  await assert.rejects(connection.run(fakeCall(), {}, { authInfo: { scopes: ['read'] } }), {
    code: 'INSUFFICIENT_SCOPE',
    data: { requiredScopes: ['write'] },
  });
  const reply = connection.run(fakeCall(), {}, { authInfo: { scopes: ['write'] } });
  await until(() => server.heard.length === 1, { what: 'the call' });
  server.answer(0, {});
  assert.deepEqual(await reply, json({}));
});
