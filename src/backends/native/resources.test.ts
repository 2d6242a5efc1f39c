// Reading and listing resources: fixed ones, templates, what is not there, and the freshness that modern clients get.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeHost } from '../../../test/support/fake-call.ts';
import { ask, resultOf } from '../../../test/support/fleet-server.ts';
import { FleetError, ProtocolError, ToolError } from '../../protocol/errors.ts';
import { FleetServer, type FleetServerOptions } from './fleet-server.ts';
import { type ReadResource, type ResourceConfig, ResourceTemplate } from './resources.ts';

const contents = (text: string) => ({ contents: [{ uri: 'a:1', text }] });

function serverWith(
  read: ReadResource,
  config: ResourceConfig = {},
  options: FleetServerOptions = {},
): FleetServer {
  const server = new FleetServer({ name: 's', version: '1' }, options);
  server.registerResource('one', 'test://one', config, read);
  return server;
}

function readOne(server: FleetServer, init = {}) {
  return resultOf(server, 'resources/read', { uri: 'test://one' }, init);
}

test('a fixed resource is read with its URI', async () => {
  const seen: string[] = [];
  const server = serverWith((uri) => {
    seen.push(uri.href);
    return contents('x');
  });
  assert.deepEqual((await readOne(server))['contents'], [{ uri: 'a:1', text: 'x' }]);
  assert.deepEqual(seen, ['test://one']);
});

test('a template is read with its variables, decoded, and a fixed resource goes first', async () => {
  const server = serverWith(() => contents('fixed'));
  const seen: unknown[] = [];
  server.registerResource(
    'any',
    new ResourceTemplate('test://{name}', { list: undefined }),
    {},
    (_uri, variables) => {
      seen.push(variables['name']);
      return contents('template');
    },
  );
  const read = async (uri: string) => (await resultOf(server, 'resources/read', { uri }))['contents'];
  assert.deepEqual(await read('test://one'), [{ uri: 'a:1', text: 'fixed' }]);
  assert.deepEqual(await read('test://t%20wo'), [{ uri: 'a:1', text: 'template' }]);
  assert.deepEqual(seen, ['t wo']);
});

for (const [era, code, rpcCode] of [
  ['modern', 'INVALID_PARAMS', -32602],
  ['session', 'RESOURCE_NOT_FOUND', -32002],
] as const) {
  test(`a resource that is not there is told with its URI in the words of the ${era} era`, async () => {
    const server = serverWith(() => contents('x'));
    const refused = ask(server, 'resources/read', { uri: 'test://two' }, { era });
    await assert.rejects(refused, { code, rpcCode, data: { uri: 'test://two' } });
  });
}

for (const uri of [undefined, 5, '', 'not absolute', '/path']) {
  test(`the URI ${JSON.stringify(uri)} is refused`, async () => {
    await assert.rejects(
      ask(
        serverWith(() => contents('x')),
        'resources/read',
        { uri },
      ),
      {
        code: 'INVALID_PARAMS',
        message: /must be an absolute URI/,
      },
    );
  });
}

test('freshness is the result’s own, else the resource’s, else the server’s, else none', async () => {
  const general: FleetServerOptions = {
    cacheHints: { 'resources/read': { ttlMs: 1, cacheScope: 'public' } },
  };
  const own = { cacheHint: { ttlMs: 2 } };
  const freshness = async (server: FleetServer) => {
    const { ttlMs, cacheScope } = await readOne(server);
    return [ttlMs, cacheScope];
  };
  assert.deepEqual(await freshness(serverWith(() => ({ ...contents('x'), ttlMs: 3 }), own, general)), [
    3,
    'public',
  ]);
  assert.deepEqual(await freshness(serverWith(() => contents('x'), own, general)), [2, 'public']);
  assert.deepEqual(await freshness(serverWith(() => contents('x'), {}, general)), [1, 'public']);
  assert.deepEqual(await freshness(serverWith(() => contents('x'))), [0, 'private']);
});

test('session clients get no freshness, not even the result’s own', async () => {
  const server = serverWith(() => ({ ...contents('x'), ttlMs: 3, cacheScope: 'public' }), {
    cacheHint: { ttlMs: 2 },
  });
  assert.deepEqual(Object.keys(await readOne(server, { era: 'session' })), ['contents']);
});

test('an error of a reader is logged and told without its message', async () => {
  const host = new FakeHost();
  const server = serverWith(() => {
    throw new Error('secret');
  });
  await assert.rejects(ask(server, 'resources/read', { uri: 'test://one' }, { host }), {
    code: 'INTERNAL_ERROR',
    message: 'Reading "test://one" failed. The server\'s log has the details under reference ref-1.',
  });
  assert.equal(host.reported.length, 1);
});

test('what a reader throws on purpose is told as it is', async () => {
  const thrower = (error: Error) =>
    serverWith(() => {
      throw error;
    });
  const refused = (error: Error) => ask(thrower(error), 'resources/read', { uri: 'test://one' });
  await assert.rejects(refused(new ToolError('Offline.')), { code: 'INTERNAL_ERROR', message: 'Offline.' });
  await assert.rejects(refused(new ProtocolError(-1, 'No.')), { rpcCode: -1, message: 'No.' });
  const gone = new FleetError('RESOURCE_NOT_FOUND', 'Gone.');
  await assert.rejects(refused(gone), { code: 'INVALID_PARAMS', data: { uri: 'test://one' } });
});

test('a reader that returns no contents has failed', async () => {
  const server = serverWith(() => ({}) as ReturnType<ReadResource>);
  await assert.rejects(ask(server, 'resources/read', { uri: 'test://one' }), { code: 'INTERNAL_ERROR' });
});

test('a reader may ask the client first', async () => {
  const server = serverWith(async (_uri, ctx) => contents(`${(await ctx.listRoots()).roots.length} roots`));
  const reply = await ask(server, 'resources/read', { uri: 'test://one' });
  assert.ok(reply.kind === 'input-required');
  assert.deepEqual(reply.requests, { q0: { method: 'roots/list' } });
  const params = { uri: 'test://one', inputResponses: { q0: { roots: [] } } };
  const { contents: read } = await resultOf(server, 'resources/read', params);
  assert.deepEqual(read, [{ uri: 'a:1', text: '0 roots' }]);
});

test('the list shows fixed resources, then what templates enumerate, each URI once', async () => {
  const server = serverWith(() => contents('x'), { title: 'One', cacheHint: { ttlMs: 5 } });
  const list = () => ({
    resources: [
      { uri: 'test://one', name: 'again' },
      { uri: 'test://two', name: 'two', title: 'Own title' },
    ],
  });
  const config = { title: 'Any', mimeType: 'text/plain', cacheHint: { ttlMs: 5 } };
  server.registerResource('any', new ResourceTemplate('test://{name}', { list }), config, () =>
    contents('y'),
  );
  const { resources } = await resultOf(server, 'resources/list');
  assert.deepEqual(resources, [
    { uri: 'test://one', name: 'one', title: 'One' },
    { uri: 'test://two', name: 'two', title: 'Own title', mimeType: 'text/plain' },
  ]);
});

test('what templates enumerate is paged like the rest, and asked for each time', async () => {
  const server = serverWith(() => contents('x'), {}, { pageSize: 2 });
  let count = 1;
  const list = () => ({
    resources: Array.from({ length: ++count }, (_, n) => ({ uri: `n:${n}`, name: `n${n}` })),
  });
  server.registerResource('any', new ResourceTemplate('n:{n}', { list }), {}, () => contents('y'));
  const first = await resultOf(server, 'resources/list');
  const second = await resultOf(server, 'resources/list', { cursor: first['nextCursor'] });
  const uris = ({ resources }: Record<string, unknown>) =>
    (resources as { uri: string }[]).map(({ uri }) => uri);
  assert.deepEqual(
    [uris(first), uris(second)],
    [
      ['test://one', 'n:0'],
      ['n:1', 'n:2'],
    ],
  );
});

test('a template that fails to enumerate is logged by name', async () => {
  const server = serverWith(() => contents('x'));
  const list = () => {
    throw new Error('secret');
  };
  server.registerResource('any', new ResourceTemplate('n:{n}', { list }), {}, () => contents('y'));
  const host = new FakeHost();
  await assert.rejects(ask(server, 'resources/list', {}, { host }), {
    code: 'INTERNAL_ERROR',
    message: /^(?!.*secret)/,
  });
  assert.equal(host.reported[0]?.what, 'Listing the resources of template "any"');
});

test('templates are listed by their text, without how long they stay fresh', async () => {
  const server = new FleetServer({ name: 's', version: '1' });
  const template = new ResourceTemplate('n:{n}', { list: undefined });
  server.registerResource('any', template, { title: 'Any', cacheHint: { ttlMs: 5 } }, () => contents('y'));
  const { resourceTemplates } = await resultOf(server, 'resources/templates/list');
  assert.deepEqual(resourceTemplates, [{ uriTemplate: 'n:{n}', name: 'any', title: 'Any' }]);
});
