// Freshness hints and pages of lists. Sources: 2026-07-28 server/utilities/caching and server/utilities/pagination.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { FleetServer, ResourceTemplate } from 'mcp-fleet';
import { modern } from './modern.ts';
import { newServer, startNode } from './node.ts';
import { assertRpcError } from './refusal.ts';
import { WireSession } from './session.ts';

function fill(server: FleetServer, count: number): FleetServer {
  for (let n = 0; n < count; n++) {
    server.registerTool(`tool-${n}`, {}, () => ({ content: [] }));
    server.registerPrompt(`prompt-${n}`, {}, () => ({ messages: [] }));
    server.registerResource(`resource-${n}`, `test://${n}`, {}, () => ({ contents: [] }));
    const template = new ResourceTemplate(`test://${n}/{id}`, { list: undefined });
    server.registerResource(`template-${n}`, template, {}, () => ({ contents: [] }));
  }
  return server;
}

const LISTS = [
  ['tools/list', 'tools', 'tool'],
  ['prompts/list', 'prompts', 'prompt'],
  ['resources/list', 'resources', 'resource'],
  ['resources/templates/list', 'resourceTemplates', 'template'],
] as const;

const paged = await startNode(after, fill(new FleetServer({ name: 'p', version: '1' }, { pageSize: 3 }), 7));
const hinted = fill(
  new FleetServer(
    { name: 'h', version: '1' },
    {
      cacheHints: {
        'tools/list': { ttlMs: 1000, cacheScope: 'public' },
        'prompts/list': { ttlMs: 2000 },
        'resources/list': { cacheScope: 'public' },
        'resources/templates/list': { ttlMs: 4000, cacheScope: 'private' },
        'resources/read': { ttlMs: 5000, cacheScope: 'public' },
      },
    },
  ),
  1,
);
hinted.registerResource('own', 'test://own', { cacheHint: { ttlMs: 60 } }, () => ({ contents: [] }));
hinted.registerResource('told', 'test://told', { cacheHint: { ttlMs: 60 } }, () => ({
  contents: [],
  ttlMs: 7,
  cacheScope: 'private',
}));
const { url: hintedUrl } = await startNode(after, hinted);
const plain = await startNode(after, fill(newServer(), 1));

const freshness = (result: Record<string, unknown> | undefined) => [
  result?.['ttlMs'],
  result?.['cacheScope'],
];

describe('freshness', () => {
  test('is stale and private unless the author says otherwise', async () => {
    for (const [method] of LISTS) {
      assert.deepEqual(freshness((await modern(plain.url, method)).rpc.result), [0, 'private'], method);
    }
    const read = await modern(plain.url, 'resources/read', { uri: 'test://0' });
    assert.deepEqual(freshness(read.rpc.result), [0, 'private']);
    assert.deepEqual(freshness((await modern(plain.url, 'server/discover')).rpc.result), [0, 'private']);
  });

  test('is what the author says for each operation', async () => {
    const told = [];
    for (const [method] of LISTS) told.push(freshness((await modern(hintedUrl, method)).rpc.result));
    assert.deepEqual(told, [
      [1000, 'public'],
      [2000, 'private'],
      [0, 'public'],
      [4000, 'private'],
    ]);
  });

  test('of a resource is its own, or that of all resources, or what the handler returns', async () => {
    const read = async (uri: string) =>
      freshness((await modern(hintedUrl, 'resources/read', { uri })).rpc.result);
    assert.deepEqual(await read('test://0'), [5000, 'public']);
    assert.deepEqual(await read('test://own'), [60, 'public']);
    assert.deepEqual(await read('test://told'), [7, 'private']);
  });

  test('is the same on every page of a list', async () => {
    const { rpc } = await modern(paged.url, 'tools/list');
    const next = await modern(paged.url, 'tools/list', { cursor: rpc.result?.['nextCursor'] });
    assert.deepEqual(freshness(next.rpc.result), freshness(rpc.result));
  });

  test('does not exist in the session eras', async () => {
    const session = await WireSession.open(hintedUrl);
    for (const [method] of LISTS) {
      const { result } = (await session.request(method)).rpc;
      assert.deepEqual(freshness(result), [undefined, undefined], method);
      assert.equal(result?.['resultType'], undefined);
    }
    const read = await session.request('resources/read', { uri: 'test://told' });
    assert.deepEqual(read.rpc.result, { contents: [] });
  });
});

type Ask = (params: object) => Promise<Record<string, unknown> | undefined>;

async function pagesOf(ask: Ask, member: string): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: unknown;
  do {
    const result = await ask(cursor === undefined ? {} : { cursor });
    pages.push(((result?.[member] ?? []) as { name: string }[]).map(({ name }) => name));
    cursor = result?.['nextCursor'];
  } while (cursor !== undefined && pages.length < 10);
  return pages;
}

describe('a list of more than a page', () => {
  for (const [method, member, name] of LISTS) {
    const expected = [
      [`${name}-0`, `${name}-1`, `${name}-2`],
      [`${name}-3`, `${name}-4`, `${name}-5`],
      [`${name}-6`],
    ];

    test(`(${method}) comes in order, each item once, in both eras`, async () => {
      const askModern: Ask = async (params) => (await modern(paged.url, method, params)).rpc.result;
      assert.deepEqual(await pagesOf(askModern, member), expected);
      const session = await WireSession.open(paged.url);
      const askSession: Ask = async (params) => (await session.request(method, params)).rpc.result;
      assert.deepEqual(await pagesOf(askSession, member), expected);
    });

    // The third is a cursor of the tools with a stray character: a second spelling would be kept as a second page.
    for (const cursor of ['nonsense', '', 'dG9vbC0y!', 'x'.repeat(1000)]) {
      test(`(${method}) does not know the cursor "${cursor.slice(0, 10)}"`, async () => {
        const { status, rpc } = await modern(paged.url, method, { cursor });
        assert.equal(status, 200);
        assertRpcError(rpc, {
          rpcCode: -32602,
          code: 'INVALID_PARAMS',
          says: /list again from the start/,
          id: 1,
        });
      });
    }
  }

  test('refuses a cursor that is no text', async () => {
    for (const cursor of [null, 1, {}]) {
      const { rpc } = await modern(paged.url, 'tools/list', { cursor });
      assertRpcError(rpc, {
        rpcCode: -32602,
        code: 'INVALID_PARAMS',
        says: /"cursor" must be a string/,
        id: 1,
      });
    }
  });

  test('of exactly one page has no cursor', async (t) => {
    const server = fill(new FleetServer({ name: 'x', version: '1' }, { pageSize: 3 }), 3);
    const { url } = await startNode((stop) => t.after(stop), server);
    assert.equal((await modern(url, 'tools/list')).rpc.result?.['nextCursor'], undefined);
  });

  test('goes on in the right place when items came and went meanwhile', async (t) => {
    const server = fill(new FleetServer({ name: 'x', version: '1' }, { pageSize: 3 }), 3);
    const gone = server.registerTool('gone', {}, () => ({ content: [] }));
    server.registerTool('last', {}, () => ({ content: [] }));
    const { url } = await startNode((stop) => t.after(stop), server);
    const cursor = (await modern(url, 'tools/list')).rpc.result?.['nextCursor'];
    gone.remove();
    server.registerTool('new', {}, () => ({ content: [] }));
    const ask: Ask = async () => (await modern(url, 'tools/list', { cursor })).rpc.result;
    const { tools } = (await ask({})) as { tools: { name: string }[] };
    assert.deepEqual(
      tools.map(({ name }) => name),
      ['last', 'new'],
    );
  });

  test('can be gone through on another node that offers the same', async (t) => {
    const server = fill(new FleetServer({ name: 'p', version: '1' }, { pageSize: 3 }), 7);
    const { url } = await startNode((stop) => t.after(stop), server);
    const cursor = (await modern(paged.url, 'tools/list')).rpc.result?.['nextCursor'];
    const { tools } = (await modern(url, 'tools/list', { cursor })).rpc.result as {
      tools: { name: string }[];
    };
    assert.equal(tools[0]?.name, 'tool-3');
  });
});
