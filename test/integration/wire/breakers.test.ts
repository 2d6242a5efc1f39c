// A tool that keeps failing gets a rest: its callers are told at once, the others notice nothing.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type NodeOptions, ProtocolError, ToolError } from 'mcp-fleet';
import { callTool, textOf } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const BREAKER = { minCalls: 4, openMs: 60_000 };

async function node(t: TestContext, options: NodeOptions = {}) {
  const logged: [object, string][] = [];
  const logger = {
    info() {},
    error() {},
    warn: (facts: object, text: string) => void logged.push([facts, text]),
  };
  const server = newServer();
  const tools: Record<string, () => never> = {
    broken: () => {
      throw new TypeError('x is not a function');
    },
    refusing: () => {
      throw new ToolError('There is no such city.');
    },
    protocol: () => {
      throw new ProtocolError(-1, 'Not today.');
    },
  };
  for (const [name, handler] of Object.entries(tools)) server.registerTool(name, {}, handler);
  server.registerTool('typed', { inputSchema: { type: 'object', required: ['x'] } }, () => ({ content: [] }));
  server.registerTool('slow', { scale: { timeoutMs: 20 } }, (ctx) => {
    const { promise, reject } = Promise.withResolvers<never>();
    ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason));
    return promise;
  });
  server.registerTool('fine', {}, () => ({ content: [{ type: 'text', text: 'fine' }] }));
  const { url } = await startNode(t.after.bind(t), server, { circuitBreaker: BREAKER, logger, ...options });
  const statuses = async (tool: string, count: number) => {
    const seen: number[] = [];
    for (let call = 0; call < count; call++) seen.push((await callTool(url, tool)).status);
    return seen;
  };
  return { url, logged, statuses };
}

test('a tool that keeps breaking is not called for a while, and the others go on', async (t) => {
  const { url, logged, statuses } = await node(t);
  assert.deepEqual(await statuses('broken', 4), [200, 200, 200, 200]);
  const refused = await callTool(url, 'broken');
  assertRefused(refused, {
    status: 503,
    rpcCode: -32013,
    code: 'TOOL_UNAVAILABLE',
    id: 1,
    retryable: true,
    says: /^Tool "broken" has kept failing/,
  });
  assert.ok(Number(refused.headers['retry-after']) > 50);
  assert.equal(textOf((await callTool(url, 'fine')).rpc), 'fine');
  const [[facts, text] = []] = logged;
  assert.equal(text, 'circuit breaker is open');
  assert.equal((facts as { tool?: string }).tool, 'broken');
});

test('a tool that keeps passing its deadline is not called for a while', async (t) => {
  const { statuses } = await node(t);
  assert.deepEqual(await statuses('slow', 5), [504, 504, 504, 504, 503]);
});

test('what a tool says on purpose, and what its caller got wrong, opens nothing', async (t) => {
  const { url, statuses } = await node(t);
  for (const tool of ['refusing', 'protocol', 'typed']) {
    assert.deepEqual(await statuses(tool, 6), [200, 200, 200, 200, 200, 200], tool);
  }
  for (let call = 0; call < 6; call++) {
    const { rpc } = await callTool(url, 'unknown');
    assert.equal(rpc.error?.code, -32602);
  }
});

test('a tool may go without a breaker', async (t) => {
  const { statuses } = await node(t, { tools: { broken: { circuitBreaker: false } } });
  assert.deepEqual(await statuses('broken', 6), [200, 200, 200, 200, 200, 200]);
});

test('a node may go without breakers', async (t) => {
  const { statuses } = await node(t, { circuitBreaker: false });
  assert.deepEqual(await statuses('broken', 6), [200, 200, 200, 200, 200, 200]);
});
