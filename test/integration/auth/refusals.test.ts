// Credentials on the wire: who is refused, when, and with what, and who gets to see them.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { RawConnection, rawRequest } from '../../support/raw-http.ts';
import { send } from '../wire/http.ts';
import { callTool, textOf } from '../wire/modern.ts';
import { startNode } from '../wire/node.ts';
import { bearer, keyAuth, METADATA } from './key-node.ts';
import { tellingServer } from './protected-node.ts';

const { url } = await startNode(after, tellingServer(), { auth: keyAuth });

for (const method of ['POST', 'GET', 'DELETE', 'PUT']) {
  test(`${method} without a credential is refused, whatever else is wrong with it`, async () => {
    const answer = await send(url, { method, headers: { Accept: undefined, 'Content-Type': undefined } });
    assert.equal(answer.status, 401);
    assert.equal(answer.headers['www-authenticate'], `Bearer scope="read", ${METADATA}`);
    assert.equal(answer.rpc.error?.data?.['code'], 'UNAUTHORIZED');
  });
}

test('a wrong credential is refused before the body has arrived', async (t) => {
  const connection = await RawConnection.open(url);
  t.after(() => connection.destroy());
  const headers = ['Host: localhost', 'Authorization: Bearer wrong', 'Content-Length: 9000'];
  connection.send(rawRequest('POST /mcp HTTP/1.1', headers, '{'));
  const { status, headers: answered } = await connection.response();
  assert.equal(status, 401);
  assert.match(
    answered['www-authenticate'] ?? '',
    /^Bearer error="invalid_token", error_description="[^"]+", scope/,
  );
});

test('a body that arrives while its credential is verified is read whole', async (t) => {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const verify = async () => {
    asked.resolve();
    await gate.promise;
    return { id: 'ada' };
  };
  const slow = await startNode((stop) => t.after(stop), tellingServer(), { auth: { verify } });
  const answer = callTool(slow.url, 'read', { padding: 'x'.repeat(500_000) }, { headers: bearer('key') });
  await asked.promise;
  gate.resolve();
  assert.equal(textOf((await answer).rpc), 'read done');
});

test('a client that leaves while its credential is verified leaves nothing behind', async (t) => {
  const gate = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const verify = async () => {
    asked.resolve();
    await gate.promise;
    return { id: 'ada' };
  };
  const { node, url: slowUrl } = await startNode((stop) => t.after(stop), tellingServer(), {
    auth: { verify },
  });
  const connection = await RawConnection.open(slowUrl);
  const headers = ['Host: localhost', 'Authorization: Bearer key', 'Content-Length: 2'];
  connection.send(rawRequest('POST /mcp HTTP/1.1', headers));
  await asked.promise;
  connection.destroy();
  gate.resolve();
  const { status } = await callTool(slowUrl, 'read', {}, { headers: bearer('key') });
  assert.equal(status, 200);
  await node.stop();
});

test('handlers learn who calls and what the verifier said, and nothing of the credential', async () => {
  for (const [header, options] of [
    ['Authorization', {}],
    ['X-API-Key', { header: 'X-API-Key' }],
  ] as const) {
    const { url: own } = await startNode(after, tellingServer(), { auth: { ...keyAuth, ...options } });
    const headers = {
      [header]: header === 'Authorization' ? 'Bearer ada-key' : 'ada-key',
      'X-Other': 'seen',
    };
    const { rpc } = await callTool(own, 'whoami', {}, { headers });
    const text = textOf(rpc) ?? '';
    const seen = JSON.parse(text);
    assert.equal(seen.principal, 'ada');
    assert.deepEqual(seen.authInfo, { scopes: ['read', 'write'], extra: { team: 'red' } });
    assert.equal(seen.headers['x-other'], 'seen');
    assert.equal(text.includes('ada-key'), false);
  }
});

test('a key header that was sent twice is refused, as which one counts would be up to proxies', async (t) => {
  const own = await startNode((stop) => t.after(stop), tellingServer(), {
    auth: { ...keyAuth, header: 'X-API-Key' },
  });
  const connection = await RawConnection.open(own.url);
  t.after(() => connection.destroy());
  const headers = ['Host: localhost', 'X-API-Key: ada-key', 'X-API-Key: bob-key', 'Content-Length: 0'];
  connection.send(rawRequest('POST /mcp HTTP/1.1', headers));
  assert.equal((await connection.response()).status, 400);
});

test('a check that fails is told as such and is in the log, without the credential', async (t) => {
  const logged: string[] = [];
  const log = (facts: object, message: string) =>
    void logged.push(`${message} ${String((facts as { err?: unknown }).err)}`);
  const verify = (key: string) => {
    throw new Error(`No connection while looking up ${key}`);
  };
  const logger = { info() {}, warn: log, error: log };
  const own = await startNode((stop) => t.after(stop), tellingServer(), { auth: { verify }, logger });
  const { status, headers } = await callTool(own.url, 'read', {}, { headers: bearer('ada-key') });
  assert.equal(status, 503);
  assert.equal(headers['retry-after'], '1');
  assert.deepEqual(logged, [
    'Verifying a credential failed Error: The error is not shown: it repeats the credential.',
  ]);
});
