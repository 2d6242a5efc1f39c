// Finding a session: a handle works wherever its signature can be checked, until the session is over, and only for
// the principal that opened it. Source: 2025-11-25 basic/transports "Session Management".

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { HandlerContext } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { type Answer, open, send } from './http.ts';
import { echoServer, identifyByHeader, newServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';
import { rpcRequest, WireSession } from './session.ts';

const SECRET = 'a secret that is thirty-two bytes or more';
const NEW_SECRET = 'another secret of thirty-two bytes or more';

const { url } = await startNode(after, echoServer(), { secrets: [SECRET], identify: identifyByHeader });

const NOT_FOUND = {
  status: 404,
  rpcCode: -32600,
  code: 'SESSION_NOT_FOUND',
  says: /open a new one with "initialize"/,
} as const;

/** One request of each kind. */
async function everyWay(at: string, headers: Record<string, string>): Promise<Answer[]> {
  return [
    await send(at, { headers, body: rpcRequest('ping') }),
    await send(at, { headers, body: { jsonrpc: '2.0', method: 'notifications/initialized' } }),
    await send(at, { headers, body: { jsonrpc: '2.0', id: 'q', result: {} } }),
    await send(at, { method: 'GET', headers: { ...headers, Accept: 'text/event-stream' } }),
    await send(at, { method: 'DELETE', headers }),
  ];
}

async function assertGone(at: string, headers: Record<string, string>): Promise<void> {
  const [request, notification, response, get, del] = await everyWay(at, headers);
  for (const answer of [notification, get, del]) assertRefused(answer as Answer, NOT_FOUND);
  assertRefused(request as Answer, { ...NOT_FOUND, id: 1 });
  assertRefused(response as Answer, { ...NOT_FOUND, id: 'q' });
}

test('a request without a handle is told to open a session, or to be modern', async () => {
  for (const answer of await everyWay(url, {})) {
    assert.equal(answer.status, 400);
    assert.equal(answer.rpc.error?.data?.['code'], 'SESSION_REQUIRED');
    assert.match(answer.rpc.error?.message ?? '', /"initialize", or send the _meta of 2026-07-28/);
  }
});

describe('a handle that the fleet did not sign is not found:', () => {
  const alterations: readonly [what: string, alter: (handle: string) => string][] = [
    ['nonsense', () => 'nonsense'],
    ['a UUID', () => '1868a90c-0000-4000-8000-000000000000'],
    ['nothing', () => ''],
    ['a dot', () => '.'],
    ['a handle without its signature', (handle) => handle.slice(0, handle.indexOf('.') + 1)],
    ['a handle with a shorter signature', (handle) => handle.slice(0, -1)],
    ['a handle with a longer signature', (handle) => `${handle}A`],
    ['a handle with other padding', (handle) => `${handle}==`],
    ['a handle with other facts', (handle) => `A${handle.slice(1)}`],
    ['two signatures', (handle) => `${handle}.${handle.slice(handle.indexOf('.') + 1)}`],
  ];
  for (const [what, alter] of alterations) {
    test(what, async () => {
      const { handle } = await WireSession.open(url);
      await assertGone(url, { 'Mcp-Session-Id': alter(handle) });
    });
  }

  test('a handle of a fleet with other secrets', async () => {
    const other = await startNode(after, echoServer(), { secrets: [NEW_SECRET] });
    const { handle } = await WireSession.open(other.url);
    await assertGone(url, { 'Mcp-Session-Id': handle });
  });
});

describe('ending a session', () => {
  test('is answered with 204; afterwards it is not found', async () => {
    const session = await WireSession.open(url);
    const answer = await session.end();
    assert.deepEqual([answer.status, answer.text], [204, '']);
    await assertGone(url, { 'Mcp-Session-Id': session.handle });
  });

  test('closes its streams, and leaves other sessions alone', async () => {
    const [session, other] = [await WireSession.open(url), await WireSession.open(url)];
    const [mine, theirs] = [await session.listen(), await other.listen()];
    await session.end();
    assert.deepEqual(await mine.events.rest(), []);
    assert.equal(theirs.events.ended, false);
    assert.equal((await other.request('ping')).status, 200);
    theirs.events.cut();
  });

  test('aborts what runs in it', async (t) => {
    const server = newServer();
    const contexts: HandlerContext[] = [];
    server.registerTool('held', { scale: { timeoutMs: 0 } }, async (ctx) => {
      contexts.push(ctx);
      await new Promise((resolve) => ctx.signal.addEventListener('abort', resolve));
      return { content: [] };
    });
    const own = await startNode((stop) => t.after(stop), server);
    const session = await WireSession.open(own.url);
    const call = session.callTool('held');
    const ctx = await until(() => contexts[0], { what: 'the call to run' });
    await session.end();
    assert.equal(ctx.signal.aborted, true);
    assert.equal((await call).rpc.result, undefined);
  });

  test('twice finds nothing the second time', async () => {
    const session = await WireSession.open(url);
    await session.end();
    assertRefused(await session.end(), NOT_FOUND);
  });
});

test('a session ends by itself after its greatest age', async (t) => {
  const own = await startNode((stop) => t.after(stop), echoServer(), {
    sessionMaxAgeMs: 1000,
    sessionTtlMs: 1000,
  });
  const session = await WireSession.open(own.url);
  const gone = await until(
    async () => {
      const answer = await session.request('ping');
      return answer.status !== 200 && answer;
    },
    { what: 'the session to end' },
  );
  assertRefused(gone, { ...NOT_FOUND, id: 1 });
});

describe('a session of one principal', () => {
  test('is not found by another, or by nobody, in the same words as an unknown one', async () => {
    const session = await WireSession.open(url, { headers: { 'X-User': 'ada' } });
    const unknown = await send(url, { headers: { 'Mcp-Session-Id': 'nonsense' }, body: rpcRequest('ping') });
    for (const headers of [{ 'X-User': 'eve' }, {}]) {
      await assertGone(url, { ...headers, 'Mcp-Session-Id': session.handle });
      const answer = await send(url, {
        headers: { ...headers, 'Mcp-Session-Id': session.handle },
        body: rpcRequest('ping'),
      });
      assert.equal(answer.text, unknown.text);
    }
    assert.equal((await session.request('ping')).status, 200);
    assert.equal((await session.end()).status, 204);
  });

  test('of nobody is not found by somebody', async () => {
    const session = await WireSession.open(url);
    await assertGone(url, { 'X-User': 'ada', 'Mcp-Session-Id': session.handle });
  });
});

describe('a handle from one node', () => {
  test('is good on another that starts later with the same secrets, without a word between them', async () => {
    const session = await WireSession.open(url);
    const sibling = await startNode(after, echoServer(), { secrets: [SECRET] });
    assert.equal((await session.through(sibling.url).callTool('echo')).status, 200);
  });

  test('is good after the secrets were rotated, as long as the old one is kept', async () => {
    const session = await WireSession.open(url);
    const rotated = await startNode(after, echoServer(), { secrets: [NEW_SECRET, SECRET] });
    assert.equal((await session.through(rotated.url).callTool('echo')).status, 200);
    const strange = await startNode(after, echoServer(), { secrets: [NEW_SECRET] });
    assert.equal((await session.through(strange.url).callTool('echo')).status, 404);
  });

  test('is not good on another when nobody gave them secrets', async () => {
    const [first, second] = [await startNode(after, echoServer()), await startNode(after, echoServer())];
    const session = await WireSession.open(first.url);
    assert.equal((await session.through(second.url).callTool('echo')).status, 404);
  });
});

test('many handles on one connection are told apart', async () => {
  const sessions = await Promise.all(Array.from({ length: 10 }, () => WireSession.open(url)));
  await sessions[3]?.end();
  const statuses = await Promise.all(sessions.map(async (one) => (await one.request('ping')).status));
  assert.deepEqual(
    statuses.map((status, index) => (index === 3 ? status === 404 : status === 200)),
    Array.from({ length: 10 }, () => true),
  );
  const listening = await open(url, { method: 'GET', headers: { Accept: '*/*', ...sessions[0]?.headers } });
  assert.equal(listening.status, 200);
  listening.events.cut();
});
