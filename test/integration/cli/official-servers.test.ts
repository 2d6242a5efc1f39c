// The commands that use a server against servers of the official SDKs, which speak the protocol in their own way.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type NodeIncomingMessageLike, toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer as V1Server } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { createMcpHandler, McpServer as V2Server } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { runCommand } from '../../support/command-line.ts';

const text = (value: string): { content: [{ type: 'text'; text: string }] } => ({
  content: [{ type: 'text', text: value }],
});
const FORM = {
  message: 'Who are you?',
  requestedSchema: { type: 'object' as const, properties: { name: { type: 'string' as const } } },
};

/** Serves for the tests around it. Returns where, once it does. */
function serving(listener: RequestListener): () => string {
  let server: Server;
  before(async () => {
    server = createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  return () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a server of SDK v2 in 2026-07-28', () => {
  const handle = toNodeHandler(
    createMcpHandler(() => {
      const server = new V2Server({ name: 'v2', version: '1.0.0' });
      const inputSchema = z.object({ times: z.number().int() });
      server.registerTool('count', { description: 'Counts.', inputSchema }, async ({ times }, ctx) => {
        const progressToken = ctx.mcpReq._meta?.progressToken;
        for (let progress = 1; progressToken !== undefined && progress <= times; progress++) {
          const params = { progressToken, progress, total: times };
          await ctx.mcpReq.notify({ method: 'notifications/progress', params });
        }
        return text(`counted to ${times}`);
      });
      return server;
    }),
  );
  // The SDK's type of a request does not fit Node's own under `exactOptionalPropertyTypes`; the values do.
  const url = serving((req, res) => void handle(req as NodeIncomingMessageLike, res));

  test('its tools are listed and called, with progress', async () => {
    const listed = await runCommand(['tools', url()]);
    assert.match(listed.stdout, /^count +times +Counts\.$/m);
    const called = await runCommand(['call', url(), 'count', '--arg', 'times=2', '--era', 'modern']);
    assert.deepEqual([called.code, called.stdout, called.stderr], [0, 'counted to 2\n', ' 50%\n100%\n']);
  });
});

describe('a server of SDK v1 with sessions', () => {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  let ended = 0;

  async function open(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void transports.set(id, transport),
      onsessionclosed: () => void ended++,
    });
    const server = new V1Server({ name: 'v1', version: '1.0.0' }, { capabilities: { logging: {} } });
    server.registerTool('double', { inputSchema: { n: z.number() } }, async ({ n }) => text(`${n * 2}`));
    // Not tied to the request, so it goes out on the stream that the client listens on.
    server.registerTool('ask', {}, async () => text((await server.server.elicitInput(FORM)).action));
    // Its properties are typed without `undefined`, which they may be.
    await server.connect(transport as Transport);
    return transport;
  }

  const url = serving(async (req, res) => {
    const id = req.headers['mcp-session-id'];
    const transport = typeof id === 'string' ? transports.get(id) : await open();
    if (transport === undefined) return void res.writeHead(404).end();
    await transport.handleRequest(req, res);
  });

  test('the client falls back to a session, calls a tool in it and ends it', async () => {
    const { code, stdout, stderr } = await runCommand(['call', url(), 'double', '--arg', 'n=21']);
    assert.deepEqual([code, stdout, stderr], [0, '42\n', '']);
    assert.equal(ended, 1);
  });

  test('a question beside the call is answered too', async () => {
    const asked = await runCommand(['call', url(), 'ask', '--ask'], { input: 'Ada\ny\n' });
    assert.deepEqual([asked.code, asked.stdout], [0, 'accept\n']);
    assert.equal((await runCommand(['call', url(), 'ask'])).stdout, 'decline\n');
  });

  test('2026-07-28 cannot be had', async () => {
    const { code, stderr } = await runCommand(['tools', url(), '--era', 'modern']);
    assert.equal(code, 1);
    assert.match(stderr, /^mcp-fleet: /);
  });
});
