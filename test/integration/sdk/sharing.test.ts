// Whose requests of 2026-07-28 are answered by the same server of the SDK.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { McpRequestContext } from '@modelcontextprotocol/server';
import { fromSdk, fromSdkV1, type SdkOptions } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { callTool, textOf } from '../wire/modern.ts';
import { identifyByHeader, startNode } from '../wire/node.ts';
import { countingV1, countingV2 } from './counting-server.ts';

/** Asks each user's server who it is. */
async function serve(
  t: TestContext,
  factory: Parameters<typeof fromSdk>[0],
  options: SdkOptions = {},
): Promise<(user?: string, headers?: Record<string, string>) => Promise<string | undefined>> {
  const server = fromSdk(factory, options);
  const { url } = await startNode((stop) => t.after(stop), server, { identify: identifyByHeader });
  return async (user, headers = {}) => {
    const answer = await callTool(url, 'which', {}, { headers: { 'X-User': user, ...headers } });
    return textOf(answer.rpc) ?? answer.rpc.error?.message;
  };
}

test('those of nobody in particular share one, and each principal has one of its own', async (t) => {
  const { create } = countingV2();
  const which = await serve(t, create);
  const nobody = await which();
  const [ann, bob] = [await which('ann'), await which('bob')];
  assert.equal(new Set([nobody, ann, bob]).size, 3);
  assert.deepEqual([await which(), await which('ann'), await which('bob')], [nobody, ann, bob]);
});

test('requests of one principal that come at once share the server that is made for the first', async (t) => {
  const { create, made } = countingV2();
  const which = await serve(t, async () => create());
  const before = made.length;
  const answers = await Promise.all(Array.from({ length: 20 }, () => which('ann')));
  assert.equal(new Set(answers).size, 1);
  assert.equal(made.length, before + 1);
});

test('all share one where the user says so', async (t) => {
  const { create } = countingV2();
  const which = await serve(t, create, { instances: 'shared' });
  const answers = [await which(), await which('ann'), await which('bob')];
  assert.equal(new Set(answers).size, 1);
});

test('no two share one where the user says so, and each is closed when it has answered', async (t) => {
  const { create, made, closed } = countingV2();
  const which = await serve(t, create, { instances: 'request' });
  const answers = await Promise.all([which('ann'), which('ann'), which()]);
  assert.equal(new Set(answers).size, 3);
  // The one that tells what there is stays.
  await until(() => closed.length === made.length - 1, { what: 'the servers to be closed' });
});

test('a factory that looks at the credential gets what it builds used for that credential alone', async (t) => {
  const describe = ({ authInfo }: McpRequestContext) => ` for ${authInfo?.scopes.join('+') ?? 'nobody'}`;
  const { createFor } = countingV2(describe);
  const which = await serve(t, createFor);
  const [nobody, ann, bob] = [await which(), await which('ann'), await which('bob')];
  assert.match(String(nobody), /^\d+ for nobody$/);
  assert.match(String(ann), /^\d+ for $/);
  assert.notEqual(ann, bob);
  assert.equal(await which('ann'), ann);
});

test('a factory that looks at the request gets a new server for each', async (t) => {
  const describe = ({ requestInfo }: McpRequestContext) => ` for ${requestInfo?.headers.get('x-tenant')}`;
  const { createFor, closed, made } = countingV2(describe);
  const which = await serve(t, createFor);
  assert.match(String(await which(undefined, { 'X-Tenant': 'acme' })), /^\d+ for acme$/);
  assert.match(String(await which(undefined, { 'X-Tenant': 'evil' })), /^\d+ for evil$/);
  await until(() => closed.length >= made.length - 1, { what: 'the servers to be closed' });
});

test('a request that is read by a server of many is refused rather than answered with somebody else’s', async (t) => {
  const { createFor } = countingV2();
  const factory = (context: McpRequestContext) => {
    const server = createFor(context);
    server.registerTool('late', {}, () => ({
      content: [{ type: 'text', text: String(context.requestInfo?.headers.get('x-tenant')) }],
    }));
    return server;
  };
  const node = fromSdk(factory);
  const { url } = await startNode((stop) => t.after(stop), node);
  const { rpc } = await callTool(url, 'late');
  assert.equal(rpc.result?.['isError'], true);
  assert.match(String(textOf(rpc)), /read ctx\.http\.req in the handler, or pass \{ instances: 'request' \}/);
});

test('servers of principals that are gone are closed', async (t) => {
  const { create, made, closed } = countingV2();
  const which = await serve(t, create, { idleMs: 20 });
  await which('ann');
  await which('bob');
  await until(() => closed.length === made.length - 1, { what: 'all but one to be closed' });
  assert.match(String(await which('ann')), /^\d+$/);
});

test('no more than so many are kept', async (t) => {
  const { create, made, closed } = countingV2();
  const which = await serve(t, create, { maxInstances: 2 });
  const before = closed.length;
  for (const user of ['a', 'b', 'c', 'd']) await which(user);
  await until(() => closed.length === before + 2, { what: 'two to be closed' });
  const kept = made.length;
  await which('d');
  assert.equal(made.length, kept);
});

test('servers of SDK v1 serve one request each', async (t) => {
  const { create, made, closed } = countingV1();
  const { url } = await startNode((stop) => t.after(stop), fromSdkV1(create));
  const answers = [await callTool(url, 'which'), await callTool(url, 'which')];
  assert.notEqual(textOf(answers[0]?.rpc as never), textOf(answers[1]?.rpc as never));
  await until(() => closed.length === made.length - 1, { what: 'the servers to be closed' });
});

test('when the factory would make something else, the servers are made anew and clients are told', async (t) => {
  const tools = ['first'];
  const factory = () => {
    const server = countingV2().create();
    for (const name of tools) server.registerTool(name, {}, () => ({ content: [] }));
    return server;
  };
  const server = fromSdk(factory);
  const { url } = await startNode((stop) => t.after(stop), server);
  assert.equal((await callTool(url, 'second')).rpc.error?.code, -32602);
  tools.push('second');
  await server.notify.toolsChanged();
  assert.deepEqual((await callTool(url, 'second')).rpc.result?.['content'], []);
  assert.deepEqual(server.backend.toolNames(), ['which', 'first', 'second']);
});
