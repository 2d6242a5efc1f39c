// Lists that are longer than a page.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListKind, TestClient } from '../client.ts';
import { createPagedServer } from '../fixture-server.ts';
import { group, isNative } from '../harness.ts';

/** The names on each page. */
async function pagesOf(client: TestClient, kind: ListKind): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await client.page(kind, cursor);
    pages.push(items.map(({ name }) => name));
    cursor = next as string | undefined;
  } while (cursor !== undefined);
  return pages;
}

export const pagination = group(
  'pagination',
  ({ connect }) => {
    test('every list comes in pages of the size that the server chose', async () => {
      const client = await connect();
      for (const [kind, name] of [
        ['tools', 'tool'],
        ['prompts', 'prompt'],
        ['resourceTemplates', 'template'],
      ] as const) {
        assert.deepEqual(await pagesOf(client, kind), [
          [`${name}-1`, `${name}-2`],
          [`${name}-3`, `${name}-4`],
          [`${name}-5`],
        ]);
      }
    });

    test('what a template enumerates continues the pages of the fixed resources', async () => {
      assert.deepEqual(await pagesOf(await connect(), 'resources'), [
        ['resource-1', 'resource-2'],
        ['resource-3', 'resource-4'],
        ['resource-5', 'part-a'],
        ['part-b'],
      ]);
    });

    test('a client that walks the pages by itself gets the whole list', async () => {
      const client = await connect();
      assert.equal((await client.list('tools')).length, 5);
      assert.equal((await client.list('prompts')).length, 5);
      assert.equal((await client.list('resources')).length, 7);
      assert.equal((await client.list('resourceTemplates')).length, 5);
    });

    test('a cursor that is none of ours is refused', async () => {
      const client = await connect();
      for (const kind of ['tools', 'prompts', 'resources', 'resourceTemplates'] as const) {
        assert.partialDeepStrictEqual(await client.failure(client.page(kind, 'made-up')), {
          kind: 'rpc',
          code: -32602,
        });
      }
    });
  },
  { createServer: createPagedServer, module: 'paged-server.ts', appliesTo: isNative },
);
