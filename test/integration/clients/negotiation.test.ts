// How client v2, which speaks both eras, finds the one to use, and what happens when there is none in common.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PriorDiscovery } from '@modelcontextprotocol/client';
import { FleetNode } from 'mcp-fleet';
import { createFixture } from './fixture-server.ts';
import { methodsOf } from './recording-fetch.ts';
import { textOf } from './text-of.ts';
import { connectV2, type V2Client, type V2Options } from './v2-client.ts';

const node = new FleetNode(createFixture().server, { port: 0 });
let url: string;
before(async () => {
  url = await node.start();
});
after(() => node.stop());

async function use(options: V2Options, check: (client: V2Client) => Promise<void> | void): Promise<void> {
  const client = await connectV2(url, options);
  await check(client);
  await client.close();
}

test('a client that looks for the era stays modern, although session versions are offered too', () =>
  use({ mode: 'auto' }, async (client) => {
    assert.deepEqual(client.sdk.getDiscoverResult()?.supportedVersions, [
      '2026-07-28',
      '2025-11-25',
      '2025-06-18',
      '2025-03-26',
    ]);
    assert.equal(client.sdk.getProtocolEra(), 'modern');
    assert.equal(client.protocolVersion, '2026-07-28');
    await client.call('no-input');
    assert.deepEqual(methodsOf(client.sent), ['server/discover', 'tools/call']);
  }));

test('a client that accepts only 2026-07-28 gets it', () =>
  use({ mode: { pin: '2026-07-28' } }, (client) => assert.equal(client.protocolVersion, '2026-07-28')));

test('a client that knew the server before needs no request to open', async () => {
  let prior: PriorDiscovery | undefined;
  await use({ mode: 'auto' }, (client) => {
    prior = JSON.parse(JSON.stringify({ kind: 'modern', discover: client.sdk.getDiscoverResult() }));
  });
  assert.ok(prior);
  await use({ mode: 'auto', prior }, async (client) => {
    assert.deepEqual(client.sent, []);
    assert.equal(textOf(await client.call('no-input')), 'request with id');
    assert.deepEqual(methodsOf(client.sent), ['tools/call']);
  });
  await use({ mode: 'auto', prior: { kind: 'legacy' } }, (client) =>
    assert.deepEqual(methodsOf(client.sent), ['initialize', 'notifications/initialized']),
  );
});

test('a client that offers a later version first is told what there is, and takes it', () =>
  use({ mode: 'auto', versions: ['2099-01-01', '2026-07-28'] }, (client) => {
    assert.equal(client.protocolVersion, '2026-07-28');
    assert.deepEqual(
      client.sent.map(({ status }) => status),
      [400, 200],
    );
    assert.partialDeepStrictEqual(client.sent[0]?.reply, {
      error: {
        code: -32022,
        data: {
          requested: '2099-01-01',
          supported: ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26'],
        },
      },
    });
  }));

test('a client that accepts only what is not there is refused', async () => {
  await assert.rejects(connectV2(url, { mode: { pin: '2099-01-01' } }), { code: -32022 });
});

test('a client of sessions is offered the newest of them when the server does not know its own', async () => {
  await use({ mode: 'legacy', versions: ['2024-11-05', '2025-11-25'] }, (client) => {
    assert.partialDeepStrictEqual(client.sent[0]?.body, { params: { protocolVersion: '2024-11-05' } });
    assert.equal(client.protocolVersion, '2025-11-25');
  });
  await assert.rejects(connectV2(url, { mode: 'legacy', versions: ['2024-11-05'] }), {
    message: "Server's protocol version is not supported: 2025-11-25",
  });
});
