// Calls that take too long are ended, with an answer, in both eras; a person who is being asked does not use up the
// tool's time.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { FleetError, HandlerContext } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { callTool, modern, openModern, textOf } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { NAME_FORM } from './questions-server.ts';
import { assertRefused, assertRpcError } from './refusal.ts';
import { WireSession } from './session.ts';

const LATE = { rpcCode: -32011, code: 'DEADLINE_EXCEEDED', id: 1 } as const;
const reasons: unknown[] = [];
let release = Promise.withResolvers<void>();

/** Ends only when it is released. */
async function endless(ctx: HandlerContext) {
  ctx.signal.addEventListener('abort', () => reasons.push(ctx.signal.reason));
  await release.promise;
  return { content: [{ type: 'text' as const, text: 'released' }] };
}

const server = newServer();
server.registerTool('endless', {}, endless);
server.registerTool('patient', { scale: { timeoutMs: 0 } }, endless);
server.registerTool('hasty', { scale: { timeoutMs: 20 } }, endless);
server.registerTool('telling', {}, (ctx) => {
  ctx.progress(1);
  return endless(ctx);
});
server.registerTool('asking', { scale: { timeoutMs: 150 } }, async (ctx) => {
  const { content } = await ctx.elicit({ message: 'Who?', requestedSchema: NAME_FORM });
  if (content?.['name'] === 'slow') return endless(ctx);
  return { content: [{ type: 'text', text: JSON.stringify(content) }] };
});
server.registerPrompt('endless', {}, async (ctx) => {
  await endless(ctx);
  return { messages: [] };
});
server.registerResource('endless', 'test://endless', {}, async (_uri, ctx) => {
  await endless(ctx);
  return { contents: [] };
});
const { url } = await startNode(after, server, { requestTimeoutMs: 60 });
const unlimited = await startNode(after, server, { requestTimeoutMs: 0 });

describe('a call past its deadline', () => {
  test('is answered with 504', async () => {
    const answer = await callTool(url, 'endless');
    assertRefused(answer, { ...LATE, status: 504, says: /took longer than its limit of 60 ms/ });
    assert.equal(answer.rpc.error?.data?.['timeoutMs'], 60);
  });

  test('is aborted, with the reason', async () => {
    reasons.length = 0;
    await callTool(url, 'endless');
    const [reason] = reasons as FleetError[];
    assert.equal(reason?.code, 'DEADLINE_EXCEEDED');
  });

  test('is answered on its stream when that is open', async () => {
    const answer = await callTool(url, 'telling', {}, { meta: { progressToken: 1 } });
    assert.equal(answer.status, 200);
    assertRpcError(answer.rpc, { ...LATE, says: /limit of 60 ms/ });
  });

  test('may be a prompt or a resource', async () => {
    assertRefused(await modern(url, 'prompts/get', { name: 'endless' }), {
      ...LATE,
      status: 504,
      says: /60 ms/,
    });
    const read = await modern(url, 'resources/read', { uri: 'test://endless' });
    assertRefused(read, { ...LATE, status: 504, says: /60 ms/ });
  });

  test('is answered in a session as well', async () => {
    const session = await WireSession.open(url);
    assertRefused(await session.callTool('endless'), { ...LATE, status: 504, says: /60 ms/ });
  });

  test('is forgotten when it is done at last', async () => {
    release = Promise.withResolvers();
    await callTool(url, 'endless');
    release.resolve();
    assert.equal((await callTool(url, 'telling')).status, 200);
    release = Promise.withResolvers();
  });
});

describe('a tool with a limit of its own', () => {
  test('is ended by that when it is shorter', async () => {
    assertRefused(await callTool(url, 'hasty'), { ...LATE, status: 504, says: /limit of 20 ms/ });
  });

  test('is not ended at all when that is zero', async () => {
    release = Promise.withResolvers();
    const { patient, other } = { patient: callTool(url, 'patient'), other: callTool(url, 'endless') };
    assert.equal((await other).status, 504);
    release.resolve();
    assert.equal(textOf((await patient).rpc), 'released');
    release = Promise.withResolvers();
  });

  test('is ended by it on a node without a limit, and others are not', async () => {
    release = Promise.withResolvers();
    const endlessCall = callTool(unlimited.url, 'endless');
    assert.equal((await callTool(unlimited.url, 'hasty')).status, 504);
    release.resolve();
    assert.equal(textOf((await endlessCall).rpc), 'released');
    release = Promise.withResolvers();
  });
});

describe('a question in a session', () => {
  const ask = async () => {
    const session = await WireSession.open(url, { capabilities: { elicitation: {} } });
    const { events } = await session.openTool('asking');
    const question = await events.message();
    return { session, events, question };
  };

  test('stops the clock until it is answered', async () => {
    const { session, events, question } = await ask();
    // Another call's deadline passes three times over meanwhile.
    for (let n = 0; n < 3; n++) assert.equal((await callTool(url, 'endless')).status, 504);
    assert.equal(events.waiting.length, 0);
    await session.respond(question.id, { result: { action: 'accept', content: { name: 'Ada' } } });
    assert.equal(textOf(await events.message()), '{"name":"Ada"}');
  });

  test('starts it again when it is answered', async () => {
    const { session, events, question } = await ask();
    await session.respond(question.id, { result: { action: 'accept', content: { name: 'slow' } } });
    assertRpcError(await events.message(), { ...LATE, says: /limit of 150 ms/ });
  });

  test('has a time limit of its own', async (t) => {
    const own = await startNode((stop) => t.after(stop), server, {
      questionTimeoutMs: 40,
      requestTimeoutMs: 0,
    });
    const session = await WireSession.open(own.url, { capabilities: { elicitation: {} } });
    const { events } = await session.openTool('asking');
    await events.message();
    const answer = await events.message();
    assert.deepEqual(answer.result, {
      content: [{ type: 'text', text: 'The client did not answer "elicitation/create" within 40 ms.' }],
      isError: true,
    });
  });
});

test('a client that waits for a long call sees its stream kept alive', async (t) => {
  const own = await startNode((stop) => t.after(stop), server, { sseKeepAliveMs: 10, requestTimeoutMs: 0 });
  release = Promise.withResolvers();
  const { events } = await openModern(
    own.url,
    'tools/call',
    { name: 'telling' },
    { meta: { progressToken: 1 } },
  );
  await until(() => events.comments > 2, { what: 'comments' });
  release.resolve();
  await events.rest();
});
