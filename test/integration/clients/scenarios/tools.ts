// Tools that answer at once: how they are listed, how arguments are checked, and what comes back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestClient, Wire } from '../client.ts';
import { PIXEL_PNG, SILENCE_WAV } from '../fixture-tools.ts';
import { type Bench, group, isNative } from '../harness.ts';
import { textOf } from '../text-of.ts';

async function listed(client: TestClient, name: string): Promise<Wire> {
  const tool = (await client.list('tools')).find((one) => one['name'] === name);
  return tool ?? assert.fail(`${name} is not listed`);
}

export const tools = group('tools', ({ connect, isModern, isNative, fixture: { kind } }) => {
  test('a zod schema is listed as JSON Schema, its defaults apply and its rules hold', async () => {
    const client = await connect();
    const { inputSchema } = await listed(client, 'add-zod');
    assert.partialDeepStrictEqual(inputSchema, {
      type: 'object',
      properties: { a: { type: 'number', description: 'First' }, b: { type: 'number', default: 1 } },
      required: ['a'],
    });
    assert.equal(textOf(await client.call('add-zod', { a: 2, b: 3 })), '5');
    assert.equal(textOf(await client.call('add-zod', { a: 2 })), '3');
    const refused = await client.call('add-zod', { a: 'two' });
    assert.equal(refused['isError'], true);
    assert.match(textOf(refused), /Invalid arguments for tool "?add-zod"?: .*\ba\b/s);
  });

  if (kind !== 'sdk-v1') {
    test('an ArkType schema is listed as JSON Schema and its rules hold', async () => {
      const client = await connect();
      const { inputSchema } = await listed(client, 'greet-arktype');
      assert.partialDeepStrictEqual(inputSchema, {
        type: 'object',
        properties: { name: { type: 'string', minLength: 1 }, loud: { type: 'boolean' } },
        required: ['name'],
      });
      assert.equal(textOf(await client.call('greet-arktype', { name: 'Ada', loud: true })), 'HELLO ADA');
      const refused = await client.call('greet-arktype', { name: '' });
      assert.equal(refused['isError'], true);
      assert.match(textOf(refused), /Invalid arguments for tool "?greet-arktype"?: .*name/s);
    });
  }

  if (kind !== 'sdk-v1') {
    test('a Valibot schema is listed as JSON Schema and its rules hold', async () => {
      const client = await connect();
      const { inputSchema } = await listed(client, 'trim-valibot');
      assert.partialDeepStrictEqual(inputSchema, {
        type: 'object',
        properties: { text: { type: 'string', minLength: 2 }, times: { type: 'number' } },
        required: ['text'],
      });
      assert.equal(textOf(await client.call('trim-valibot', { text: ' ho ', times: 3 })), 'hohoho');
      const refused = await client.call('trim-valibot', { text: 'x' });
      assert.equal(refused['isError'], true);
      assert.match(textOf(refused), /Invalid arguments for tool "?trim-valibot"?: .*text/s);
    });
  }

  if (kind !== 'sdk-v1') {
    test('a raw JSON Schema reaches the client word for word and its rules hold', async () => {
      const client = await connect();
      const { inputSchema } = await listed(client, 'area-raw');
      assert.deepEqual(inputSchema, {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        $defs: { side: { type: 'number', exclusiveMinimum: 0 } },
        properties: { width: { $ref: '#/$defs/side' }, height: { $ref: '#/$defs/side' } },
        required: ['width', 'height'],
        additionalProperties: false,
      });
      assert.equal(textOf(await client.call('area-raw', { width: 2, height: 2.5 })), '5');
      for (const args of [{ width: 2 }, { width: 2, height: 0 }, { width: 2, height: 1, depth: 1 }]) {
        const refused = await client.call('area-raw', args);
        assert.equal(refused['isError'], true, JSON.stringify(args));
        assert.match(textOf(refused), /Invalid arguments for tool "?area-raw"?: /);
      }
    });
  }

  test('a tool without an input schema is called with or without arguments', async () => {
    const client = await connect();
    assert.partialDeepStrictEqual((await listed(client, 'no-input'))['inputSchema'], { type: 'object' });
    assert.equal(textOf(await client.call('no-input')), 'request with id');
    assert.equal(textOf(await client.call('no-input', { surplus: true })), 'request with id');
  });

  test('title, description, annotations, icons and _meta are listed, and a result keeps its _meta', async () => {
    const client = await connect();
    const { execution: _, icons, ...described } = await listed(client, 'described');
    // Version 1 of the SDK does not know of icons, and says of each tool whether it can be a task.
    const expectedIcons = [{ src: 'https://example.com/icon.png', mimeType: 'image/png', sizes: ['48x48'] }];
    assert.deepEqual(icons, kind === 'sdk-v1' ? undefined : expectedIcons);
    assert.deepEqual(described, {
      name: 'described',
      title: 'Well described',
      description: 'Carries everything that a list entry can.',
      inputSchema: { type: 'object', properties: {} },
      annotations: { title: 'Hint', readOnlyHint: true, idempotentHint: true, openWorldHint: false },
      _meta: { 'example.com/team': 'fleet' },
    });
    assert.partialDeepStrictEqual((await client.call('described'))['_meta'], { 'example.com/took': 3 });
  });

  test('every kind of content arrives as it was returned', async () => {
    const client = await connect();
    assert.deepEqual((await client.call('every-content'))['content'], [
      { type: 'text', text: 'plain', annotations: { audience: ['user'], priority: 0.5 } },
      { type: 'image', data: PIXEL_PNG, mimeType: 'image/png' },
      { type: 'audio', data: SILENCE_WAV, mimeType: 'audio/wav' },
      { type: 'resource_link', uri: 'config://app', name: 'config', mimeType: 'application/json' },
      { type: 'resource', resource: { uri: 'note://1', mimeType: 'text/plain', text: 'embedded' } },
    ]);
  });

  test('structured content with an object at its root is the same in every revision', async () => {
    const client = await connect();
    assert.partialDeepStrictEqual((await listed(client, 'weather'))['outputSchema'], {
      type: 'object',
      properties: { city: { type: 'string' }, celsius: { type: 'number' } },
    });
    const result = await client.call('weather', { city: 'Rome' });
    assert.deepEqual(result['structuredContent'], { city: 'Rome', celsius: 21.5 });
  });

  if (kind !== 'sdk-v1') {
    test('structured content with an array at its root is wrapped where only objects are allowed', async () => {
      const client = await connect();
      const { outputSchema } = await listed(client, 'primes');
      const { structuredContent } = await client.call('primes');
      if (isModern) {
        assert.partialDeepStrictEqual(outputSchema, { type: 'array', items: { type: 'number' } });
        assert.deepEqual(structuredContent, [2, 3, 5]);
      } else {
        assert.partialDeepStrictEqual(outputSchema, {
          type: 'object',
          properties: { result: { type: 'array', items: { type: 'number' } } },
          required: ['result'],
        });
        assert.deepEqual(structuredContent, { result: [2, 3, 5] });
      }
    });
  }

  test('structured content that breaks its schema becomes an error without details', async () => {
    const client = await connect();
    const result = await client.call('broken-output');
    assert.equal(result['isError'], true);
    const expected = isNative
      ? /^Tool "broken-output" failed\. .* reference [0-9a-f]{8}\.$/
      : /Output validation error: Invalid structured content for tool broken-output/;
    assert.match(textOf(result), expected);
  });
});

export const failures = group('failures', ({ connect }) => {
  test('an error that is meant for the model tells it its message', async () => {
    const result = await (await connect()).call('fail-for-model');
    assert.equal(result['isError'], true);
    assert.equal(textOf(result), 'There is no such city; try "Berlin".');
  });

  test('a result that is marked as an error is passed on', async () => {
    const result = await (await connect()).call('fail-by-result');
    assert.equal(result['isError'], true);
    assert.equal(textOf(result), 'returned failure');
  });
});

const failuresInOurWords = ({ connect }: Bench): void => {
  test('an unexpected error tells the client nothing but where its details are', async () => {
    const result = await (await connect()).call('fail-unexpectedly');
    assert.equal(result['isError'], true);
    assert.match(textOf(result), /^Tool "fail-unexpectedly" failed\. .* reference [0-9a-f]{8}\.$/);
  });

  test('a ProtocolError is a JSON-RPC error with its own code and data', async () => {
    const client = await connect();
    assert.deepEqual(await client.failure(client.call('fail-by-protocol')), {
      kind: 'rpc',
      code: 4711,
      message: 'Out of quota.',
      data: { quota: 3 },
    });
  });

  test('an unknown tool is a JSON-RPC error', async () => {
    const client = await connect();
    assert.partialDeepStrictEqual(await client.failure(client.call('no-such-tool')), {
      kind: 'rpc',
      code: -32602,
      message: 'Unknown tool: no-such-tool',
    });
  });
};

export const failingTools = group('failing tools', failuresInOurWords, { appliesTo: isNative });

export const aNodeInDevelopment = group(
  'a node in development',
  ({ connect }) => {
    test('the message of an unexpected error reaches the client', async () => {
      const result = await (await connect()).call('fail-unexpectedly');
      assert.equal(textOf(result), 'password of db-7 refused');
    });
  },
  { node: { exposeErrors: true }, appliesTo: isNative },
);
