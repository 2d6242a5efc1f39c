// A client program that restarts and goes on with the session, and the call, of the one before it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as v2 from '@modelcontextprotocol/client';
import * as v1 from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as V1Transport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { FleetNode } from 'mcp-fleet';
import { until } from '../../support/until.ts';
import { createFixture } from './fixture-server.ts';
import { textOf } from './text-of.ts';

const { server, witness } = createFixture();
const node = new FleetNode(server, { port: 0 });
let url: URL;
before(async () => {
  url = new URL(await node.start());
});
after(() => node.stop());

const wait = (key: string) => ({ name: 'wait', arguments: { key, announce: true } });

test('client v1 takes up a call that an earlier client of the same session began', async () => {
  const first = new v1.Client({ name: 'first', version: '1.0.0' });
  const transport = new V1Transport(url);
  await first.connect(transport as Transport);
  let token: string | undefined;
  const lost = first.callTool(wait('v1'), undefined, {
    onprogress: () => {},
    onresumptiontoken: (next: string) => {
      token = next;
    },
  });
  lost.catch(() => undefined);
  await until(() => witness.waiting.has('v1') && token, { what: 'an event of the call' });
  const { sessionId, protocolVersion } = transport;
  assert.ok(sessionId !== undefined && protocolVersion !== undefined && token !== undefined);
  await first.close();

  const second = new v1.Client({ name: 'second', version: '1.0.0' });
  const resumed = new V1Transport(url, { sessionId });
  resumed.setProtocolVersion(protocolVersion);
  await second.connect(resumed as Transport);
  const request = { method: 'tools/call' as const, params: wait('v1') };
  const result = second.request(request, CallToolResultSchema, { resumptionToken: token });
  witness.release.get('v1')?.();
  assert.equal(textOf(await result), 'released v1');
  await second.close();
});

test('client v2 takes up a call that an earlier client of the same session began', async () => {
  const first = new v2.Client({ name: 'first', version: '1.0.0' });
  const transport = new v2.StreamableHTTPClientTransport(url);
  await first.connect(transport);
  let token: string | undefined;
  const lost = first.callTool(wait('v2'), {
    onprogress: () => {},
    onresumptiontoken: (next) => {
      token = next;
    },
  });
  lost.catch(() => undefined);
  await until(() => witness.waiting.has('v2') && token, { what: 'an event of the call' });
  const { sessionId, protocolVersion } = transport;
  assert.ok(sessionId !== undefined && protocolVersion !== undefined && token !== undefined);
  await first.close();

  const second = new v2.Client({ name: 'second', version: '1.0.0' });
  await second.connect(new v2.StreamableHTTPClientTransport(url, { sessionId, protocolVersion }));
  const result = second.callTool(wait('v2'), { resumptionToken: token });
  witness.release.get('v2')?.();
  assert.equal(textOf(await result), 'released v2');
  await second.close();
});
