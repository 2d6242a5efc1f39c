// Handlers that do what they should not: the client always gets an answer, in both eras, and nothing that is internal.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { FleetError } from 'mcp-fleet';
import type { RpcMessage } from '../../support/sse-reader.ts';
import { callTool, modern, textOf } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { WireSession } from './session.ts';

const server = newServer();
const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

/** What handlers end with, by the name of their tool; the types are broken on purpose. */
const ENDS: Readonly<Record<string, () => unknown>> = {
  nothing: () => undefined,
  'a string': () => 'text',
  'no content': () => ({}),
  'a rejection with nothing': () => Promise.reject(undefined),
  'a rejection with text': () => Promise.reject('secret'),
  'a type error': () => (undefined as unknown as { x: number }).x,
  'an error with a broken message': () => {
    throw Object.defineProperty(new Error(), 'message', { value: 1n });
  },
};
const UNTELLABLE: Readonly<Record<string, () => unknown>> = {
  'a cycle': () => ({ content: [], structuredContent: cycle }),
  'a big integer': () => ({ content: [], structuredContent: { n: 1n } }),
  'a value that cannot be told': () => ({
    content: [],
    toJSON() {
      throw new Error('secret');
    },
  }),
};
for (const [name, end] of [...Object.entries(ENDS), ...Object.entries(UNTELLABLE)]) {
  server.registerTool(name, {}, end as () => never);
  server.registerPrompt(name, {}, end as () => never);
}
server.registerTool('cancels itself', {}, async () => {
  await Promise.resolve();
  throw new FleetError('CANCELLED', 'I changed my mind.');
});
server.registerTool('goes on', {}, (ctx) => {
  setImmediate(() => ctx.progress(1));
  setImmediate(() => ctx.log('error', 'late'));
  return { content: [{ type: 'text', text: 'done' }] };
});
server.registerTool('says what JSON cannot', {}, (ctx) => {
  ctx.log('error', 1n);
  return { content: [] };
});
const { url } = await startNode(after, server);
const session = await WireSession.open(url);

const eras: readonly [era: string, call: (name: string) => Promise<{ status: number; rpc: RpcMessage }>][] = [
  ['modern', (name) => callTool(url, name)],
  ['session', (name) => session.callTool(name)],
];

for (const [era, call] of eras) {
  describe(`in the ${era} era, a tool that ends with`, () => {
    for (const name of Object.keys(ENDS)) {
      test(`${name} is answered with an error for the model`, async () => {
        const { status, rpc } = await call(name);
        assert.equal(status, 200);
        assert.equal(rpc.result?.['isError'], true);
        assert.match(
          textOf(rpc) ?? '',
          /failed\. The server's log has the details under reference [0-9a-f]{8}\./,
        );
        assert.doesNotMatch(JSON.stringify(rpc), /secret/);
      });
    }

    for (const name of Object.keys(UNTELLABLE)) {
      test(`${name} is answered with an internal error`, async () => {
        const { rpc } = await call(name);
        const isToolError = rpc.result?.['isError'] === true;
        assert.ok(isToolError || rpc.error?.code === -32603, JSON.stringify(rpc));
        assert.match(JSON.stringify(rpc), /reference [0-9a-f]{8}/);
        assert.doesNotMatch(JSON.stringify(rpc), /secret/);
      });
    }

    test('the word that it was cancelled is answered all the same', async () => {
      const { rpc } = await call('cancels itself');
      assert.deepEqual([rpc.id, rpc.error?.message], [1, 'I changed my mind.']);
    });

    test('a log message that JSON cannot carry is answered', async () => {
      assert.notEqual((await call('says what JSON cannot')).rpc.id, undefined);
    });
  });
}

for (const name of Object.keys(ENDS)) {
  test(`a prompt that ends with ${name} is answered with an internal error`, async () => {
    const answer = await modern(url, 'prompts/get', { name });
    assert.equal(answer.rpc.error?.code, -32603);
    assert.doesNotMatch(answer.text, /secret/);
  });
}

test('a tool that goes on after its answer says nothing more', async () => {
  const meta = { progressToken: 1, 'io.modelcontextprotocol/logLevel': 'debug' };
  const answer = await callTool(url, 'goes on', {}, { meta });
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.equal((await callTool(url, 'goes on')).status, 200);
});
