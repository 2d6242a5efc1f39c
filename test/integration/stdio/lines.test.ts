// What a line may be, and what comes back for one that is none.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Served, serveLines } from './serve.ts';

async function withServer(run: (served: Served) => Promise<void>, options = {}): Promise<void> {
  const served = serveLines(options);
  try {
    await run(served);
  } finally {
    served.client.end();
    await served.done;
  }
}

const BROKEN: readonly (readonly [what: string, line: string, code: number, message: RegExp])[] = [
  ['no JSON', '{"jsonrpc":', -32700, /the line is not valid JSON/],
  ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('latin1'), -32700, /the line is not valid UTF-8/],
  ['a number', '5', -32600, /must be one JSON-RPC message, an object/],
  ['another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600, /"jsonrpc" must be "2.0"/],
  ['params that are a list', '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', -32600, /"params"/],
  ['a deep nest', `${'['.repeat(70)}${']'.repeat(70)}`, -32600, /the line nests deeper than 64 levels/],
  ['a prototype', '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"__proto__":{}}}', -32600, /__proto__/],
];

for (const [what, line, code, message] of BROKEN) {
  test(`a line with ${what} is answered with an error, and the next is served`, () =>
    withServer(async ({ client, input }) => {
      input.write(Buffer.from(`${line}\n`, what === 'no UTF-8' ? 'latin1' : 'utf8'));
      const { error } = await client.next();
      assert.equal(error?.code, code);
      assert.match(error?.message ?? '', message);
      client.request(2, 'ping');
      assert.deepEqual(await client.next(), { jsonrpc: '2.0', id: 2, result: {} });
    }));
}

test('an error names the request when its id can be read', () =>
  withServer(async ({ client }) => {
    client.say({ jsonrpc: '2.0', id: 'seven', method: 7 });
    assert.equal((await client.next()).id, 'seven');
    client.raw('nonsense\n');
    assert.equal('id' in (await client.next()), false);
  }));

test('a line that is too long is refused while it arrives, and the next is served', () =>
  withServer(
    async ({ client }) => {
      client.raw('x'.repeat(1500));
      const { error } = await client.next();
      assert.partialDeepStrictEqual(error, {
        code: -32600,
        data: { code: 'BODY_TOO_LARGE', maxBytes: 1000 },
      });
      client.raw(`${'x'.repeat(5000)}\n`);
      client.request(1, 'ping');
      assert.deepEqual(await client.next(), { jsonrpc: '2.0', id: 1, result: {} });
    },
    { maxBodyBytes: 1000 },
  ));

test('lines may come in pieces, many at once, with carriage returns and empty lines between', () =>
  withServer(async ({ client }) => {
    const ping = (id: number) => JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' });
    client.raw(`\n\r\n${ping(1)}\r\n${ping(2)}\n${ping(3).slice(0, 10)}`);
    assert.equal((await client.next()).id, 1);
    assert.equal((await client.next()).id, 2);
    client.raw(`${ping(3).slice(10)}\n`);
    assert.equal((await client.next()).id, 3);
  }));

test('a last line without an end is served', async () => {
  const { client, done } = serveLines();
  client.raw(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }));
  client.end();
  assert.deepEqual(await client.next(), { jsonrpc: '2.0', id: 1, result: {} });
  await done;
});

test('responses to nothing, unknown notifications and cancellations of nothing are passed over', () =>
  withServer(async ({ client }) => {
    client.say({ jsonrpc: '2.0', id: 'gone', result: {} });
    client.notify('notifications/acme/hello');
    client.notify('notifications/cancelled', { requestId: 77 });
    client.notify('notifications/cancelled', {});
    client.request(1, 'ping');
    assert.equal((await client.next()).id, 1);
  }));
