// What clients get out of a connection that breaks: in the session eras they come back for what they missed; in
// 2026-07-28 they are told, and send the request again.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { until } from '../../support/until.ts';
import { type BreakableProxy, startBreakableProxy } from './breakable-proxy.ts';
import type { TestClient } from './client.ts';
import { type Bench, withEachClient } from './harness.ts';
import { textOf } from './text-of.ts';
import { isOpenStream, V2Client } from './v2-client.ts';

function openedStreams({ sent }: TestClient): number {
  return sent.filter(isOpenStream).length;
}

withEachClient('broken connections', (bench: Bench) => {
  const { flavour, isModern, fixture } = bench;
  const { server, witness } = fixture;
  let proxy: BreakableProxy;
  let client: TestClient;
  before(async () => {
    proxy = await startBreakableProxy(bench.url);
  });
  beforeEach(async () => {
    client = await bench.connect(undefined, proxy.url);
  });
  after(() => proxy.close());

  test('a call whose stream breaks is answered once its client is back', async () => {
    const key = `stream of ${flavour.name}`;
    const progress: unknown[] = [];
    const call = client.call('wait', { key, announce: true }, { onProgress: (step) => progress.push(step) });
    call.catch(() => undefined);
    await until(() => progress.length === 1, { what: 'the stream has begun' });
    assert.notEqual(proxy.cut(), 0);
    if (isModern) {
      await assert.rejects(call);
      await until(() => witness.aborted.get(key) === 'CANCELLED', { what: 'the signal fired' });
    } else {
      witness.release.get(key)?.();
      assert.equal(textOf(await call), `released ${key}`);
      assert.equal(progress.length, 1);
    }
  });

  test('what changed while a listening client was away is told when it is back', async () => {
    if (isModern) return;
    await client.listen({});
    // From its first event on, a client of any of these revisions knows where to go on.
    server.sendPromptListChanged();
    await until(() => client.notices.length === 1, { what: 'the first change' });
    const opened = openedStreams(client);
    assert.notEqual(proxy.cut(), 0);
    server.sendToolListChanged();
    await until(() => client.notices.length === 2, { what: 'the second change' });
    assert.equal(openedStreams(client), opened + 1);
    assert.deepEqual(
      client.notices.map(({ method }) => method),
      ['notifications/prompts/list_changed', 'notifications/tools/list_changed'],
    );
  });

  test('a subscription that breaks says so and can be opened again', async () => {
    if (!isModern || !(client instanceof V2Client)) return;
    const broken = await client.sdk.listen({ toolsListChanged: true });
    proxy.cut();
    assert.equal(await broken.closed, 'remote');
    await client.listen({ toolsListChanged: true });
    server.sendToolListChanged();
    await until(() => client.notices.length === 1, { what: 'the change is told' });
  });

  test('a handler that lets go of its connection is answered on the next one', async () => {
    const key = `detached ${flavour.name}`;
    const call = client.call('detach', { key });
    await until(() => witness.waiting.has(key), { what: 'the call runs' });
    if (flavour.protocolVersion === '2025-11-25') {
      await until(() => client.sent.some(cameBack), { what: 'the client came back' });
    }
    witness.release.get(key)?.();
    assert.equal(textOf(await call), `released ${key}`);
  });
});

function cameBack({ httpMethod, headers }: { httpMethod: string; headers: Headers }): boolean {
  return httpMethod === 'GET' && headers.has('last-event-id');
}
