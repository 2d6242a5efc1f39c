// `mcp-fleet tools`, and what both commands say when there is no server, or one that wants something else.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { FleetNode, FleetServer } from 'mcp-fleet';
import { runCommand, start } from '../../support/command-line.ts';
import { serveFixture } from './served.ts';

const served = serveFixture();

test('tools are listed in a table, in either era', async () => {
  for (const era of ['auto', 'modern', 'session']) {
    const { code, stdout } = await served.tools(['--era', era]);
    assert.equal(code, 0);
    const lines = stdout.split('\n');
    assert.match(lines[0] ?? '', /^NAME +TITLE +ARGUMENTS +DESCRIPTION$/);
    assert.ok(
      lines.some((line) => /^add-zod +a \[b\] +Adds two numbers\.$/.test(line)),
      stdout,
    );
    assert.ok(
      lines.some((line) => /^described +Well described +Carries everything/.test(line)),
      stdout,
    );
  }
});

test('--json has everything, over all pages', async () => {
  const paged = new FleetServer({ name: 'paged', version: '1.0.0' }, { pageSize: 2 });
  for (const n of [1, 2, 3, 4, 5]) paged.registerTool(`tool-${n}`, {}, () => ({ content: [] }));
  const node = new FleetNode(paged, { port: 0 });
  const { stdout } = await runCommand(['tools', await node.start(), '--json']);
  await node.stop();
  const tools = JSON.parse(stdout) as { name: string; inputSchema: object }[];
  assert.deepEqual(
    tools.map(({ name }) => name),
    ['tool-1', 'tool-2', 'tool-3', 'tool-4', 'tool-5'],
  );
  assert.deepEqual(tools[0]?.inputSchema, { type: 'object', properties: {} });
});

test('a port alone is one of this machine', async () => {
  const { port } = new URL(served.url);
  assert.equal((await runCommand(['tools', `:${port}`])).code, 0);
  assert.equal((await runCommand(['tools', `localhost:${port}`])).code, 0);
});

test('a reader that has seen enough ends the command quietly', async () => {
  const child = start(['tools', served.url, '--json']);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.destroy();
  const [code] = await once(child, 'exit');
  assert.deepEqual([code, stderr], [0, '']);
});

test('nobody there is told in one line', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const { code, stderr } = await runCommand(['tools', `127.0.0.1:${port}`]);
  assert.equal(code, 1);
  assert.equal(stderr, `mcp-fleet: Nothing answers at 127.0.0.1:${port}; is the server running?\n`);
});

test('a server without TLS is told apart from one with', async () => {
  const { code, stderr } = await runCommand(['tools', served.url.replace('http:', 'https:')]);
  assert.equal(code, 1);
  assert.match(stderr, /does not speak TLS; try http:\/\/127\.0\.0\.1:/);
});

test('a token goes from the environment to the server, and a missing one is told', async () => {
  const server = new FleetServer({ name: 'guarded', version: '1.0.0' });
  server.registerTool('whoami', {}, (ctx) => ({ content: [{ type: 'text', text: String(ctx.principal) }] }));
  const keys: Record<string, string> = { 'token-of-ada': 'ada', 'key-of-bob': 'bob' };
  const verify = (key: string) => (keys[key] === undefined ? undefined : { id: keys[key] });
  const node = new FleetNode(server, { port: 0, auth: { verify } });
  const url = await node.start();
  try {
    const refused = await runCommand(['call', url, 'whoami'], { env: { MCP_FLEET_TOKEN: undefined } });
    assert.equal(refused.code, 1);
    assert.match(
      refused.stderr,
      /Put a token for this server into the environment variable MCP_FLEET_TOKEN\.\n$/,
    );
    for (const era of ['modern', 'session']) {
      const env = { MCP_FLEET_TOKEN: 'token-of-ada' };
      assert.equal((await runCommand(['call', url, 'whoami', '--era', era], { env })).stdout, 'ada\n');
    }
    const env = { MCP_FLEET_TOKEN: undefined, AUTH: 'Bearer key-of-bob' };
    const byVariable = ['call', url, 'whoami', '--header-env', 'Authorization=AUTH'];
    assert.equal((await runCommand(byVariable, { env })).stdout, 'bob\n');
  } finally {
    await node.stop();
  }
});

/** What `mcp-fleet tools` says of something that is no MCP server. */
async function sayOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { code, stdout, stderr } = await runCommand(['tools', `127.0.0.1:${port}`, '--timeout', '2']);
  server.close();
  server.closeAllConnections();
  assert.deepEqual([code, stdout], [1, '']);
  return stderr;
}

test('what is no MCP server is told apart', async () => {
  const page = await sayOf((_req, res) => res.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>'));
  assert.match(page, /What answers there is no MCP server: it answered with text\/html\./);
  const missing = await sayOf((_req, res) => res.writeHead(404).end('Cannot POST /mcp'));
  assert.match(missing, /The server answered with HTTP 404: Cannot POST \/mcp/);
  const moved = await sayOf((_req, res) => res.writeHead(308, { Location: 'https://example.com/mcp' }).end());
  assert.match(moved, /The server is at another address: https:\/\/example\.com\/mcp\./);
  const json = await sayOf((_req, res) =>
    res.writeHead(200, { 'Content-Type': 'application/json' }).end('{"a":1}'),
  );
  assert.match(json, /it sent what is no JSON-RPC message/);
  const silent = await sayOf(() => {});
  assert.match(silent, /did not answer within 2 s/);
  const cut = await sayOf((req) => req.socket.destroy());
  assert.match(cut, /closed the connection without an answer/);
});
