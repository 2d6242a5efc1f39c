// What clients get out of a connection that breaks: in the session eras they come back for what they missed; in
// 2026-07-28 they are told, and send the request again.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { until } from '../../../support/until.ts';
import { type BreakableProxy, startBreakableProxy } from '../breakable-proxy.ts';
import type { TestClient } from '../client.ts';
import { type Bench, group } from '../harness.ts';
import { textOf } from '../text-of.ts';
import { isOpenStream, type V2Client } from '../v2-client.ts';

export const brokenConnections = group(
  'broken connections',
  (bench: Bench) => {
    const { flavour, isModern, fixture } = bench;
    const { changes, witness } = fixture;
    let proxy: BreakableProxy;
    let client: TestClient;
    before(async () => {
      proxy = await startBreakableProxy(bench.url);
    });
    beforeEach(async () => {
      client = await bench.connect(undefined, proxy.url);
    });
    after(() => proxy.close());

    if (isModern) {
      test('a call whose stream breaks is aborted, and answered when it is sent again', async () => {
        const { signal, abort } = abortable();
        let begun = false;
        const options = { signal, onProgress: () => (begun = true) };
        const call = client.call('wait', { key: 'broken', announce: true }, options);
        await until(() => begun, { what: 'the stream to begin' });
        assert.notEqual(proxy.cut(), 0);
        await until(() => witness.aborted.get('broken') === 'CANCELLED', { what: 'the signal to fire' });
        // This client does not notice by itself that a stream ended without an answer.
        abort();
        await assert.rejects(call);
        const again = client.call('wait', { key: 'again' });
        await until(() => witness.waiting.has('again'), { what: 'the second call to run' });
        witness.release.get('again')?.();
        assert.equal(textOf(await again), 'released again');
      });

      test('a subscription that breaks says so and can be opened again', async () => {
        const { sdk } = client as V2Client;
        const broken = await sdk.listen({ toolsListChanged: true });
        proxy.cut();
        assert.equal(await broken.closed, 'remote');
        await client.listen({ toolsListChanged: true });
        changes.toolsChanged();
        await until(() => client.notices.length === 1, { what: 'the change' });
      });
    } else {
      test('a call whose stream breaks is answered once its client is back', async () => {
        const progress: unknown[] = [];
        const options = { onProgress: (step: unknown) => progress.push(step) };
        const call = client.call('wait', { key: 'broken', announce: true }, options);
        await until(() => progress.length === 1, { what: 'the stream to begin' });
        assert.notEqual(proxy.cut(), 0);
        witness.release.get('broken')?.();
        assert.equal(textOf(await call), 'released broken');
        assert.equal(progress.length, 1);
      });

      test('what changed while a listening client was away is told when it is back', async () => {
        await client.listen({});
        // From its first event on, a client of any of these revisions knows where to go on.
        changes.promptsChanged();
        await until(() => client.notices.length === 1, { what: 'the first change' });
        const opened = client.sent.filter(isOpenStream).length;
        assert.notEqual(proxy.cut(), 0);
        changes.toolsChanged();
        await until(() => client.notices.length === 2, { what: 'the second change' });
        assert.equal(client.sent.filter(isOpenStream).length, opened + 1);
        assert.deepEqual(
          client.notices.map(({ method }) => method),
          ['notifications/prompts/list_changed', 'notifications/tools/list_changed'],
        );
      });
    }

    test('a handler that lets go of its connection is answered on the next one', async () => {
      const call = client.call('detach', { key: 'detached' });
      await until(() => witness.waiting.has('detached'), { what: 'the call to run' });
      // In older revisions, and in 2026-07-28, letting go would lose the answer: there it does nothing.
      if (flavour.protocolVersion === '2025-11-25') {
        await until(() => client.sent.some(cameBack), { what: 'the client to come back' });
      }
      witness.release.get('detached')?.();
      assert.equal(textOf(await call), 'released detached');
    });
  },
  { node: { reconnectDelayMs: 20 } },
);

function cameBack({ httpMethod, headers }: { httpMethod: string; headers: Headers }): boolean {
  return httpMethod === 'GET' && headers.has('last-event-id');
}

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
