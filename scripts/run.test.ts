// The entry behaves like the command that it starts: it lists its tasks, passes signals on, and keeps the exit code.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const RUN = join(import.meta.dirname, 'run.mjs');
const CHILD = join(import.meta.dirname, 'bootstrap/child.mjs');

test('without a task, the tasks are listed and the exit code is 2', () => {
  const { status, stderr } = spawnSync(process.execPath, [RUN], { encoding: 'utf8', cwd: tmpdir() });
  assert.equal(status, 2);
  assert.match(stderr, /^Usage: node scripts\/run\.mjs <task>[\s\S]+\n {2}start [\s\S]+\n {2}test /);
});

test('an unknown task is named, and the exit code is 2', () => {
  const { status, stderr } = spawnSync(process.execPath, [RUN, 'tset'], { encoding: 'utf8' });
  assert.equal(status, 2);
  assert.match(stderr, /^There is no task "tset"\.\n\nUsage: /);
});

/** Runs `program` under runChild in a process of its own, and sends that process `signal` once there is output. */
async function runUnderParent(program: string, signal?: NodeJS.Signals): Promise<number | null> {
  const source = `
    import { runChild } from ${JSON.stringify(CHILD)};
    process.exitCode = await runChild(process.execPath, ['-e', ${JSON.stringify(program)}], {});
  `;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  parent.stdout.once('data', () => signal !== undefined && parent.kill(signal));
  return new Promise((resolve) => parent.once('close', resolve));
}

test('the exit code of the child is kept', async () => {
  assert.equal(await runUnderParent('process.exit(7)'), 7);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} reaches the child, which may still choose its exit code`, async () => {
    const program = `
      setInterval(() => {}, 1000);
      process.on('${signal}', () => process.exit(5));
      console.log('ready');
    `;
    assert.equal(await runUnderParent(program, signal), 5);
  });
}

test('a child that a signal ended is reported as a shell does', async () => {
  assert.equal(await runUnderParent("process.kill(process.pid, 'SIGKILL')"), 137);
});

test('a command that does not exist is explained without a stack trace', () => {
  const source = `
    import { runChild } from ${JSON.stringify(CHILD)};
    await runChild('no-such-command', [], {}).catch((error) => console.log(error.message));
  `;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
  assert.equal(stdout, 'no-such-command could not be started: it is not installed or not in PATH.\n');
});
