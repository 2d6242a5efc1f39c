// The answer to a modern request: one JSON object, unless the handler has something to say before it; then an event
// stream of its own. Sources: 2026-07-28 basic/transports/streamable-http "Receiving Messages", basic/patterns/progress,
// server/utilities/logging.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ProtocolError, ToolError } from 'mcp-fleet';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { until } from '../../support/until.ts';
import { callTool, modern, openModern, textOf } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { assertRefused } from './refusal.ts';

const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';
const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'] as const;

const server = newServer();
const done = { content: [{ type: 'text' as const, text: 'done' }] };
server.registerTool('quiet', {}, () => done);
server.registerTool('steps', {}, async (ctx) => {
  for (const [progress, total, message] of [
    [0, 100, 'first'],
    [50, 100],
    [50, 100],
    [20, 100],
    [Number.NaN, 100],
    [99.5, 100],
    [100],
  ] as const) {
    ctx.progress(progress, total, message);
    await Promise.resolve();
  }
  return done;
});
server.registerTool('chatty', {}, (ctx) => {
  for (const level of LEVELS) ctx.log(level, { level }, 'chat');
  return done;
});
server.registerTool('fails', { inputSchema: { type: 'object' } }, ({ how }, ctx) => {
  ctx.progress(1);
  if (how === 'tool') throw new ToolError('Name a country.');
  if (how === 'protocol') throw new ProtocolError(1234, 'No such thing.', { hint: 'look again' });
  throw new Error('secret at /srv/app.ts:1');
});
let late: ((text: string) => void) | undefined;
server.registerTool('afterthought', {}, (ctx) => {
  late = (text) => ctx.log('error', text);
  ctx.progress(1);
  return done;
});
const held = Promise.withResolvers<void>();
server.registerTool('held', {}, async (ctx) => {
  ctx.progress(1);
  await held.promise;
  return done;
});
const { url } = await startNode(after, server, { sseKeepAliveMs: 20 });

const withToken = { meta: { progressToken: 'token-1' } };
const progressOf = (messages: readonly RpcMessage[]) =>
  messages.filter(({ method }) => method === 'notifications/progress').map(({ params }) => params);

describe('an answer', () => {
  test('is JSON in one line when nothing was said before it', async () => {
    const answer = await callTool(url, 'quiet', {}, withToken);
    assert.equal(answer.headers['content-type'], 'application/json');
    assert.equal(answer.headers['content-length'], String(Buffer.byteLength(answer.text)));
    assert.ok(!answer.text.includes('\n'));
    assert.deepEqual(answer.rpc.result, {
      resultType: 'complete',
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'wire', version: '1.0.0' } },
      content: [{ type: 'text', text: 'done' }],
    });
  });

  test('is a stream that no proxy should hold back when something was said, and ends with the result', async () => {
    const answer = await callTool(url, 'steps', {}, withToken);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['content-type'], 'text/event-stream');
    assert.equal(answer.headers['cache-control'], 'no-cache, no-transform');
    assert.equal(answer.headers['x-accel-buffering'], 'no');
    assert.equal(answer.headers['mcp-session-id'], undefined);
    assert.equal(textOf(answer.rpc), 'done');
    assert.equal(answer.rpc.result?.['resultType'], 'complete');
  });

  test('has no event ids, because this era cannot resume', async () => {
    const answer = await callTool(url, 'steps', {}, withToken);
    assert.doesNotMatch(answer.text, /^id:|^retry:/m);
  });

  test('echoes the id with its type', async () => {
    for (const id of [0, -1, 9007199254740991, '', '1', 'ü "quoted"\n']) {
      assert.equal((await callTool(url, 'quiet', {}, { id })).rpc.id, id);
      assert.equal((await callTool(url, 'steps', {}, { id, ...withToken })).rpc.id, id);
    }
  });

  test('on a quiet stream is kept alive by comments', async () => {
    const { events } = await openModern(url, 'tools/call', { name: 'held' }, withToken);
    await events.message();
    await until(() => events.comments >= 3, { what: 'three comments' });
    held.resolve();
    const [result] = await events.rest();
    assert.ok(result !== undefined);
    assert.equal(textOf(result), 'done');
  });
});

describe('progress', () => {
  test('is told with the token of the request, and only when it grows', async () => {
    const answer = await callTool(url, 'steps', {}, withToken);
    assert.deepEqual(progressOf(answer.messages), [
      { progressToken: 'token-1', progress: 0, total: 100, message: 'first' },
      { progressToken: 'token-1', progress: 50, total: 100 },
      { progressToken: 'token-1', progress: 99.5, total: 100 },
      { progressToken: 'token-1', progress: 100 },
    ]);
  });

  test('may have a number as its token, even zero', async () => {
    const answer = await callTool(url, 'steps', {}, { meta: { progressToken: 0 } });
    assert.equal(progressOf(answer.messages)[0]?.['progressToken'], 0);
  });

  test('is not told to a client that sent no token', async () => {
    const answer = await callTool(url, 'steps');
    assert.equal(answer.headers['content-type'], 'application/json');
  });

  for (const progressToken of [null, {}, [1], true, 1.5]) {
    test(`is never told under a token of ${JSON.stringify(progressToken)}`, async () => {
      const answer = await callTool(url, 'steps', {}, { meta: { progressToken } });
      assert.deepEqual(progressOf(answer.messages), []);
    });
  }
});

describe('log messages', () => {
  for (const [index, level] of LEVELS.entries()) {
    test(`of a request that wants "${level}" are those and the more severe ones`, async () => {
      const answer = await callTool(url, 'chatty', {}, { meta: { [LOG_LEVEL]: level } });
      const told = answer.messages.filter(({ method }) => method === 'notifications/message');
      assert.deepEqual(
        told.map(({ params }) => params),
        LEVELS.slice(index).map((one) => ({ level: one, logger: 'chat', data: { level: one } })),
      );
    });
  }

  test('are not sent for a request that wants none', async () => {
    const answer = await callTool(url, 'chatty');
    assert.equal(answer.headers['content-type'], 'application/json');
  });

  for (const level of ['verbose', 'ERROR', '', 3, null]) {
    test(`of level ${JSON.stringify(level)} cannot be asked for`, async () => {
      const answer = await callTool(url, 'chatty', {}, { meta: { [LOG_LEVEL]: level } });
      assertRefused(answer, {
        status: 400,
        rpcCode: -32602,
        code: 'INVALID_PARAMS',
        says: /log level must be one of debug, info, notice, warning, error, critical, alert, emergency/,
        id: 1,
      });
    });
  }

  test('are not sent once the call is answered', async () => {
    await callTool(url, 'afterthought', {}, { meta: { ...withToken.meta, [LOG_LEVEL]: 'debug' } });
    late?.('too late');
    assert.equal((await callTool(url, 'quiet')).messages.length, 1);
  });
});

describe('a failure', () => {
  for (const { meta } of [withToken, { meta: {} }]) {
    const where = 'progressToken' in meta ? 'on a stream' : 'as JSON';
    test(`that the author means is told as it is, ${where}`, async () => {
      const tool = await callTool(url, 'fails', { how: 'tool' }, { meta });
      assert.equal(tool.rpc.result?.['isError'], true);
      assert.equal(textOf(tool.rpc), 'Name a country.');
      const protocol = await callTool(url, 'fails', { how: 'protocol' }, { meta });
      assert.equal(protocol.status, 200);
      assert.deepEqual(protocol.rpc.error, {
        code: 1234,
        message: 'No such thing.',
        data: { hint: 'look again' },
      });
    });

    test(`that nobody meant is told without its message, ${where}`, async () => {
      const answer = await callTool(url, 'fails', {}, { meta });
      assert.equal(answer.rpc.result?.['isError'], true);
      assert.match(textOf(answer.rpc) ?? '', /^Tool "fails" failed.*reference [0-9a-f]{8}/);
      assert.doesNotMatch(answer.text, /secret|srv/);
    });
  }

  test('of params is told in the answer, with status 200', async () => {
    const unknown = await callTool(url, 'nobody');
    assert.equal(unknown.status, 200);
    assert.deepEqual([unknown.rpc.error?.code, unknown.rpc.error?.message], [-32602, 'Unknown tool: nobody']);
    const malformed = await modern(url, 'tools/call', { name: 'quiet', arguments: [1] });
    assert.equal(malformed.rpc.error?.code, -32602);
    assert.match(malformed.rpc.error?.message ?? '', /"arguments" must be an object/);
  });
});
