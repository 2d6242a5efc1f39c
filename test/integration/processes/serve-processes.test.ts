// `mcp-fleet serve --processes`: the real command, whose processes are killed and replaced under a session.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, runCommand } from '../../support/command-line.ts';
import { until } from '../../support/until.ts';
import { ServeProcess } from '../config/command.ts';
import { WireSession } from '../wire/session.ts';

const SERVER = join(ROOT, 'examples/everything/server.ts');
const PATIENT = { timeoutMs: 40_000 };

/** Ids of the processes that began to serve, in that order. */
const started = (serve: ServeProcess): number[] =>
  serve.logged('a process serves').map(({ pid }) => Number(pid));

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a session outlives the processes that serve it, one after the other', async () => {
  const serve = new ServeProcess([SERVER, '--port', '0', '--processes', '2', '--heartbeat-ms', '500ms'], {
    cwd: ROOT,
  });
  const session = await WireSession.open(await serve.url());
  assert.equal((await session.request('tools/list')).status, 200);
  for (const [index, victim] of started(serve).entries()) {
    process.kill(victim, 'SIGKILL');
    await until(() => started(serve).length === 3 + index, { what: 'another process', ...PATIENT });
    assert.equal((await session.request('ping')).status, 200);
  }
  serve.hangUp();
  await until(() => serve.logged('all processes are replaced').length > 0, {
    what: 'new processes',
    ...PATIENT,
  });
  assert.equal((await session.request('ping')).status, 200);
  assert.equal(await serve.stop(), 0);
  for (const pid of started(serve)) assert.equal(isAlive(pid), false);
});

test('a port that is taken is told once, and nothing is left running', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const { code, stdout, stderr } = await runCommand([
    'serve',
    SERVER,
    '--port',
    String(port),
    '--processes',
    '2',
  ]);
  taken.close();
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^mcp-fleet: Port \d+ on 127\.0\.0\.1 is in use; [^\n]*\n$/);
});

test('a module that cannot be served is told once', async () => {
  const { code, stderr } = await runCommand(['serve', 'nowhere.ts', '--port', '0', '--processes', '3']);
  assert.equal(code, 1);
  assert.match(stderr, /^mcp-fleet: There is no file [^\n]*nowhere\.ts\.\n$/);
});

test('a number of processes that cannot be meant is told with what is allowed', async () => {
  for (const given of ['0', '-1', 'many', '1.5', '1000']) {
    const { code, stderr } = await runCommand(['serve', SERVER, `--processes=${given}`]);
    assert.equal(code, 2);
    assert.match(stderr, /"auto" or a number from 1 to 999/);
  }
});
