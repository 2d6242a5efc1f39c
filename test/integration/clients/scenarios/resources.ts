// Resources: listed, read, matched by template, suggested, and what happens when one cannot be read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PIXEL_PNG } from '../fixture-tools.ts';
import { group } from '../harness.ts';

export const resources = group('resources', ({ connect, isModern, isNative, fixture: { kind } }) => {
  test('fixed resources and those that a template enumerates are listed together', async () => {
    const resources = await (await connect()).list('resources');
    assert.deepEqual(
      resources.map(({ uri }) => uri),
      [
        'config://app',
        'image://pixel',
        'feed://news',
        'broken://file',
        'forbidden://file',
        'secret://file',
        'note://shopping',
        'note://garden',
      ],
    );
    assert.deepEqual(resources[0], {
      uri: 'config://app',
      name: 'config',
      title: 'Configuration',
      description: 'The settings.',
      mimeType: 'application/json',
      size: 17,
      annotations: { audience: ['assistant'], priority: 1 },
      icons: [{ src: 'https://example.com/config.svg' }],
      _meta: { 'example.com/owner': 'ops' },
    });
    assert.deepEqual(resources[7], {
      uri: 'note://garden',
      name: 'garden',
      title: 'Note garden',
      description: 'A note by its id.',
      mimeType: 'text/plain',
    });
  });

  test('templates are listed', async () => {
    assert.deepEqual(await (await connect()).list('resourceTemplates'), [
      {
        uriTemplate: 'note://{id}',
        name: 'note',
        title: 'Notes',
        description: 'A note by its id.',
        mimeType: 'text/plain',
      },
      {
        uriTemplate: 'project://{name}/{+path}',
        name: 'project-file',
        description: 'A file of a project.',
      },
    ]);
  });

  test('text is read', async () => {
    const { contents } = await (await connect()).read('config://app');
    assert.deepEqual(contents, [
      { uri: 'config://app', mimeType: 'application/json', text: '{"dark":true}' },
    ]);
  });

  test('bytes are read, beside text', async () => {
    const { contents } = await (await connect()).read('image://pixel');
    assert.deepEqual(contents, [
      { uri: 'image://pixel', mimeType: 'image/png', blob: PIXEL_PNG },
      { uri: 'image://pixel#alt', mimeType: 'text/plain', text: 'one pixel' },
    ]);
  });

  test('a template hands its variables to the handler, percent-decoded', async () => {
    const client = await connect();
    assert.deepEqual((await client.read('note://garden'))['contents'], [
      { uri: 'note://garden', mimeType: 'text/plain', text: 'water the roses' },
    ]);
    // The SDK leaves the decoding to handlers.
    const file = isNative ? 'café.ts' : 'caf%C3%A9.ts';
    assert.deepEqual((await client.read('project://fleet/src/caf%C3%A9.ts'))['contents'], [
      { uri: 'project://fleet/src/caf%C3%A9.ts', text: `{"name":"fleet","path":"src/${file}"}` },
    ]);
  });

  test('how long a resource may be kept is told where clients understand it', async () => {
    const client = await connect();
    const { ttlMs, cacheScope } = await client.read('feed://news');
    const told = isModern ? [60_000, 'public'] : [undefined, undefined];
    // Version 1 of the SDK has nothing to say about it.
    assert.deepEqual([ttlMs, cacheScope], isModern && kind === 'sdk-v1' ? [0, 'private'] : told);
  });

  test('variables of a template are suggested, in the light of what is filled in', async () => {
    const client = await connect();
    const note = { type: 'ref/resource', uri: 'note://{id}' };
    assert.deepEqual((await client.complete(note, { name: 'id', value: 'g' }))['completion'], {
      values: ['garden'],
      total: 1,
      hasMore: false,
    });
    const file = { type: 'ref/resource', uri: 'project://{name}/{+path}' };
    const argument = { name: 'path', value: 'f' };
    const { completion } = await client.complete(file, argument, { name: 'fleet' });
    assert.deepEqual(completion, { values: ['fleet/readme.md'], total: 1, hasMore: false });
    const none = await client.complete(file, { name: 'name', value: 'f' });
    assert.deepEqual(none['completion'], { values: [], hasMore: false });
  });

  test('an unknown resource is refused with the code of its era', async () => {
    const client = await connect();
    const failure = await client.failure(client.read('config://other'));
    assert.partialDeepStrictEqual(failure, { kind: 'rpc' });
    // Seen on the wire, because client v2 makes one code of both. The SDK uses the newer one in all eras.
    const code = isModern || !isNative ? -32602 : -32002;
    assert.partialDeepStrictEqual(client.sent.at(-1)?.reply, { error: { code } });
    assert.match(failure.message, /config:\/\/other/);
  });

  test('what is no URI cannot be read', async () => {
    const client = await connect();
    assert.partialDeepStrictEqual(await client.failure(client.read('not a uri')), {
      kind: 'rpc',
      code: kind === 'sdk-v1' ? -32603 : -32602,
    });
  });

  if (isNative) {
    test('a resource that fails tells the client nothing but where the details are', async () => {
      const client = await connect();
      const failure = await client.failure(client.read('broken://file'));
      assert.partialDeepStrictEqual(failure, { kind: 'rpc', code: -32603 });
      assert.match(failure.message, /^Reading "broken:\/\/file" failed\. .* reference [0-9a-f]{8}\.$/);
    });
  }

  test('a resource may answer with a JSON-RPC error of its own', async () => {
    const client = await connect();
    assert.deepEqual(await client.failure(client.read('forbidden://file')), {
      kind: 'rpc',
      code: 4030,
      message: 'Not for you.',
      data: { ask: 'admin' },
    });
  });
});
