// Tries the settings of docs/proxies.md with a real nginx and a real HAProxy, each in front of two nodes. Not part of
// `npm test`, because npm cannot install either: run it when the page changes.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FleetNode, FleetServer } from 'mcp-fleet';
import { callTool, textOf } from '../integration/wire/modern.ts';
import { WireSession } from '../integration/wire/session.ts';
import { until } from '../support/until.ts';
import { findBlocks } from './blocks.ts';
import { readPage } from './pages.ts';

const HOST = { Host: 'mcp.example.com' };
const folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-proxies-'));
const proxies: ChildProcess[] = [];

/** A node whose tools say where they run, and hold a call until it is let go. */
function startNode(name: string) {
  const gate = Promise.withResolvers<void>();
  const server = new FleetServer({ name, version: '1.0.0' });
  server.registerTool('where', {}, () => ({ content: [{ type: 'text', text: name }] }));
  server.registerTool('hold', {}, async (ctx) => {
    ctx.progress(1);
    await gate.promise;
    return { content: [{ type: 'text', text: name }] };
  });
  const secrets = ['the same thirty-two bytes or more on both'];
  const node = new FleetNode(server, { port: 0, nodeId: name, secrets, allowedHosts: [HOST.Host] });
  return { node, server, release: gate.resolve };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** The configuration that the page shows, with other ports. */
function configuration(language: string, ports: Readonly<Record<string, number>>): string {
  const block = findBlocks(readPage('docs/proxies.md')).find((one) => one.language === language);
  assert.ok(block);
  return block.lines.join('\n').replaceAll(/\b(5001|5002|8080|8081)\b/g, (port) => String(ports[port]));
}

function startProxy(command: string, args: readonly string[]): void {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  child.once('error', (error) => console.error(`${command} cannot be started: ${error.message}`));
  proxies.push(child);
}

function startNginx(config: string): void {
  const file = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const paths = temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n');
  const http = `access_log off;\n${paths}\n${config}`;
  const main = `daemon off;\npid ${folder}/nginx.pid;\nerror_log stderr warn;\nevents {}\nhttp {\n${http}\n}\n`;
  writeFileSync(file, main);
  startProxy('nginx', ['-p', folder, '-e', 'stderr', '-c', file]);
}

function startHaproxy(config: string): void {
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, `${config}\n`);
  startProxy('haproxy', ['-f', file]);
}

async function isUp(url: string): Promise<boolean> {
  const answer = await callTool(url, 'where', {}, { headers: HOST }).catch(() => undefined);
  return answer?.status === 200;
}

type Node = ReturnType<typeof startNode>;

async function tryProxy(url: string, nodes: readonly Node[]): Promise<void> {
  await until(() => isUp(url), { what: `an answer through ${url}`, timeoutMs: 10_000 });
  const asked = await Promise.all(
    Array.from({ length: 40 }, () => callTool(url, 'where', {}, { headers: HOST })),
  );
  assert.deepEqual([...new Set(asked.map(({ rpc }) => textOf(rpc)))].sort(), ['one', 'two']);

  const homes = new Set<string | undefined>();
  for (let count = 0; count < 20; count++) {
    const session = await WireSession.open(url, { headers: HOST });
    const home = textOf((await session.callTool('where')).rpc);
    homes.add(home);
    for (let call = 0; call < 5; call++) assert.equal(textOf((await session.callTool('where')).rpc), home);
  }
  assert.deepEqual([...homes].sort(), ['one', 'two']);

  const session = await WireSession.open(url, { headers: HOST });
  const home = textOf((await session.callTool('where')).rpc);
  const { events: notices } = await session.listen();
  nodes.find(({ node }) => node.id === home)?.server.sendToolListChanged();
  assert.equal((await notices.message()).method, 'notifications/tools/list_changed');

  const { events } = await session.openTool('hold', { _meta: { progressToken: 'p' } });
  // Arrives while the call is held: nothing buffers it.
  assert.equal((await events.message()).params?.['progress'], 1);
  for (const { release } of nodes) release();
  assert.equal(textOf(await events.message()), home);

  // The other node takes the session over when its own is gone.
  const [away, left] = nodes.toSorted(({ node }) => (node.id === home ? -1 : 1));
  await away?.node.stop();
  const answered = async () => (await session.callTool('where').catch(() => undefined))?.status === 200;
  await until(answered, { what: 'the other node to answer', timeoutMs: 10_000 });
  assert.equal(textOf((await session.callTool('where')).rpc), left?.node.id);
}

/** Both nodes, and one of the proxies in front of them. */
async function tryWith(name: string, startWith: (config: string) => void): Promise<void> {
  const nodes = [startNode('one'), startNode('two')];
  try {
    const [one = '', two = ''] = await Promise.all(nodes.map(({ node }) => node.start()));
    const port = await freePort();
    const ports = {
      5001: Number(new URL(one).port),
      5002: Number(new URL(two).port),
      8080: port,
      8081: port,
    };
    startWith(configuration(name, ports));
    await tryProxy(`http://127.0.0.1:${port}/mcp`, nodes);
  } finally {
    await Promise.all(nodes.map(({ node }) => node.stop()));
  }
  console.log(`${name} works as docs/proxies.md says`);
}

try {
  await tryWith('nginx', startNginx);
  await tryWith('haproxy', startHaproxy);
} finally {
  for (const proxy of proxies) proxy.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}
