// Rate limits over the wire: whoever calls too often is told how long to wait, in both eras, and nobody else is.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { NodeOptions } from 'mcp-fleet';
import { send } from './http.ts';
import { callTool, modern } from './modern.ts';
import { echoServer, identifyByHeader, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';
import { initializeBody, WireSession } from './session.ts';

const LIMITED = { status: 429, rpcCode: -32012, code: 'RATE_LIMITED', id: 1, retryable: true } as const;
/** So rare that no token comes back while a test runs. */
const RARE = { perSecond: 0.001, burst: 2 };

async function node(options: NodeOptions): Promise<string> {
  const server = echoServer();
  server.registerTool('dear', { scale: { rateLimit: { perSecond: 0.001, burst: 1 } } }, () => ({
    content: [],
  }));
  const { url } = await startNode(after, server, { identify: identifyByHeader, ...options });
  return url;
}

const as = (user: string) => ({ headers: { 'X-User': user } });

describe('a principal past its rate', () => {
  test('is told how long to wait, and others are not', async () => {
    const url = await node({ rateLimit: { principal: RARE } });
    for (let count = 0; count < 2; count++) {
      assert.equal((await callTool(url, 'echo', {}, as('ann'))).status, 200);
    }
    const refused = await callTool(url, 'echo', {}, as('ann'));
    assertRefused(refused, { ...LIMITED, says: /you may make at most 0\.001 per second, 2 at once/ });
    assert.equal(refused.rpc.error?.data?.['limit'], 'principal');
    assert.ok(Number(refused.headers['retry-after']) > 900);
    assert.equal((await callTool(url, 'echo', {}, as('bob'))).status, 200);
  });

  test('is told so in a session too, by a header that proxies understand', async () => {
    const url = await node({ rateLimit: { principal: RARE } });
    const session = await WireSession.open(url, as('ann'));
    await session.callTool('echo');
    const refused = await session.callTool('echo');
    assertRefused(refused, { ...LIMITED, says: /you may make at most/ });
    assert.ok(Number(refused.headers['retry-after']) > 900);
  });

  test('cannot get around it by sessions, lists or discovery', async () => {
    const url = await node({ rateLimit: { principal: RARE } });
    const session = await WireSession.open(url, as('ann'));
    assert.equal((await session.request('tools/list')).status, 200);
    assert.equal((await session.request('ping')).status, 429);
    assert.equal((await session.callTool('echo')).status, 429);
    assert.equal((await session.listen()).status, 429);
    assert.equal((await modern(url, 'server/discover', {}, as('ann'))).status, 429);
    assert.equal((await modern(url, 'subscriptions/listen', { notifications: {} }, as('ann'))).status, 429);
    const again = await send(url, { headers: { 'X-User': 'ann' }, body: initializeBody() });
    assert.equal(again.status, 429);
    assert.equal(again.headers['mcp-session-id'], undefined);
    assert.equal((await session.notify('notifications/initialized')).status, 202, 'notifications are free');
    assert.equal((await session.end()).status, 204, 'and so is leaving');
  });
});

test('a client address past its rate is refused, whoever calls', async () => {
  const url = await node({ rateLimit: { address: RARE } });
  const statuses: number[] = [];
  for (const user of ['ann', 'bob', 'cal']) statuses.push((await callTool(url, 'echo', {}, as(user))).status);
  assert.deepEqual(statuses, [200, 200, 429]);
});

test('a node past its rate refuses every call', async () => {
  const url = await node({ rateLimit: { node: RARE } });
  await callTool(url, 'echo', {}, as('ann'));
  await modern(url, 'tools/list', {}, as('bob'));
  const refused = await callTool(url, 'echo', {}, as('cal'));
  assertRefused(refused, { ...LIMITED, says: /this node takes at most/ });
});

test('a tool past the rate that its author gave is refused, and the others are not', async () => {
  const url = await node({});
  assert.equal((await callTool(url, 'dear')).status, 200);
  assertRefused(await callTool(url, 'dear'), { ...LIMITED, says: /tool "dear" takes at most/ });
  assert.equal((await callTool(url, 'echo')).status, 200);
});

test('a rate for all tools counts each by itself, and the operator’s word for one goes before its author’s', async () => {
  const url = await node({ rateLimit: { tool: RARE }, tools: { dear: { rateLimit: RARE } } });
  const statuses: number[] = [];
  for (const tool of ['echo', 'echo', 'echo', 'dear', 'dear', 'dear']) {
    statuses.push((await callTool(url, tool)).status);
  }
  assert.deepEqual(statuses, [200, 200, 429, 200, 200, 429]);
});

test('in a batch each call counts, and each has its own answer', async () => {
  const url = await node({ rateLimit: { principal: { perSecond: 0.001, burst: 3 } } });
  const session = await WireSession.open(url, { version: '2025-03-26', ...as('ann') });
  const calls = [1, 2, 3].map((id) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'echo', arguments: {} },
  }));
  const { status, text } = await session.post(calls);
  assert.equal(status, 200);
  const answers = (JSON.parse(text) as { id: number; error?: { code: number } }[]).sort(
    (a, b) => a.id - b.id,
  );
  assert.deepEqual(
    answers.map(({ error }) => error?.code),
    [undefined, undefined, -32012],
  );
});
