// `mcp-fleet stdio` as a process: what is on its stdout, and how it starts and ends.

import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { commandLine, finish, ModuleFolder, ROOT, runCommand, start } from '../../support/command-line.ts';
import { until } from '../../support/until.ts';
import { LineClient } from './line-client.ts';

const folder = new ModuleFolder('stdio');
after(() => folder.remove());

const CALL = (id: number, name: string, args: object = {}): string =>
  `${JSON.stringify({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: {
      name,
      arguments: args,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  })}\n`;

const NOISY = folder.write(
  'noisy.mjs',
  `
import fs, { writeSync } from 'node:fs';
import { FleetServer } from 'mcp-fleet';
import { pino } from 'pino';

console.log('log while loading');
process.stdout.write('write while loading\\n');
fs.writeSync(1, 'descriptor while loading\\n');
writeSync(1, 'named import while loading\\n');
const logger = pino();
const server = new FleetServer({ name: 'noisy', version: '1.0.0' });
server.registerTool('shout', {}, async () => {
  console.info('info while running');
  console.table([{ a: 1 }]);
  process.stdout.write('write while running\\n');
  await new Promise((resolve) => fs.write(1, 'callback while running\\n', resolve));
  logger.info('logger while running');
  return { content: [{ type: 'text', text: 'quiet' }] };
});
// Left open, as a pool of connections would be.
setInterval(() => {}, 1000);
export default server;
`,
);

test('whatever the module prints goes to stderr, and stdout has the protocol alone', async () => {
  const { code, stdout, stderr } = await runCommand(['stdio', NOISY], { input: CALL(1, 'shout') });
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 1, stdout);
  assert.partialDeepStrictEqual(JSON.parse(lines[0] as string), {
    id: 1,
    result: { content: [{ type: 'text', text: 'quiet' }] },
  });
  for (const text of [
    'log while loading',
    'write while loading',
    'descriptor while loading',
    'named import while loading',
    'info while running',
    'write while running',
    'callback while running',
    'logger while running',
    'serving on stdin and stdout',
  ]) {
    assert.ok(stderr.includes(text), `${text} is not in:\n${stderr}`);
  }
  assert.equal(code, 0);
});

test('a process whose input ends is gone, whatever its module has left open', async () => {
  const { code, signal, stdout } = await runCommand(['stdio', NOISY, '--log-level', 'silent']);
  assert.deepEqual([code, signal, stdout], [0, null, '']);
});

test('a file that is missing, or no server, is told on stderr', async () => {
  const missing = await runCommand(['stdio', 'no-such-file.ts']);
  assert.deepEqual([missing.code, missing.stdout], [1, '']);
  assert.match(missing.stderr, /^mcp-fleet: There is no file .*no-such-file\.ts\.\n$/);
  const empty = await runCommand(['stdio', folder.write('empty.mjs', 'console.log("hello");')]);
  assert.deepEqual([empty.code, empty.stdout], [1, '']);
  assert.match(
    empty.stderr,
    /hello\nmcp-fleet: .*empty\.mjs has no default export; it must be a FleetServer/,
  );
});

test('a wrong option is bad usage', async () => {
  const { code, stdout, stderr } = await runCommand(['stdio', NOISY, '--log-level', 'loud']);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /Allowed choices are fatal, error/);
});

test('unexpected errors keep their message to themselves, unless --dev says otherwise', async () => {
  const file = folder.write(
    'broken.mjs',
    `
import { FleetServer } from 'mcp-fleet';
const server = new FleetServer({ name: 'broken', version: '1.0.0' });
server.registerTool('fail', {}, () => { throw new Error('password of db-7 refused'); });
export default server;
`,
  );
  const input = CALL(1, 'fail');
  const closed = await runCommand(['stdio', file], { input });
  assert.doesNotMatch(closed.stdout, /db-7/);
  assert.match(closed.stderr, /db-7/);
  assert.match((await runCommand(['stdio', file, '--dev'], { input })).stdout, /db-7/);
});

/** Starts the fixture and waits until a call runs in it. */
async function startWaiting(): Promise<{ child: ChildProcessWithoutNullStreams; client: LineClient }> {
  const child = start(['stdio', 'test/integration/clients/fixture-server.ts', '--log-level', 'silent']);
  const client = new LineClient(child.stdin, child.stdout);
  client.modern(
    1,
    'tools/call',
    { name: 'wait', arguments: { key: 'k', announce: true } },
    { progressToken: 1 },
  );
  assert.equal((await client.next()).method, 'notifications/progress');
  return { child, client };
}

test('SIGTERM after the end of the input ends the process at once, as clients do that wait in vain', async () => {
  const { child, client } = await startWaiting();
  client.end();
  // Whichever of the two the process sees first, the second signal finds it stopping.
  child.kill('SIGTERM');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
  assert.partialDeepStrictEqual(await client.rest(), [{ id: 1, error: { code: -32014 } }]);
});

test('a second SIGINT ends the process without waiting for running calls', async () => {
  const { child, client } = await startWaiting();
  child.kill('SIGINT');
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
  assert.partialDeepStrictEqual(await client.rest(), [{ id: 1, error: { code: -32014 } }]);
});

test('a client that is gone, its output unread, leaves no process behind', async () => {
  const child = spawn(process.execPath, commandLine(['stdio', NOISY, '--log-level', 'silent']), {
    cwd: ROOT,
  });
  const finished = finish(child);
  child.stdout.destroy();
  const calls = setInterval(() => child.stdin.write(CALL(1, 'shout')), 20);
  child.stdin.on('error', () => {});
  try {
    assert.equal((await finished).code, 0);
  } finally {
    clearInterval(calls);
  }
});

test('a large answer leaves the process whole, although its input has ended', async () => {
  const file = folder.write(
    'large.mjs',
    `
import { FleetServer } from 'mcp-fleet';
const server = new FleetServer({ name: 'large', version: '1.0.0' });
server.registerTool('much', {}, () => ({ content: [{ type: 'text', text: 'x'.repeat(5_000_000) }] }));
export default server;
`,
  );
  const child = start(['stdio', file, '--log-level', 'silent']);
  child.stdin.end(CALL(1, 'much'));
  // Nobody reads until the pipe is full.
  await until(() => child.stdout.readableLength > 0, { what: 'the first bytes', timeoutMs: 30_000 });
  const { code, stdout } = await finish(child);
  assert.equal(code, 0);
  const { result } = JSON.parse(stdout) as { result: { content: { text: string }[] } };
  assert.equal(result.content[0]?.text.length, 5_000_000);
});
