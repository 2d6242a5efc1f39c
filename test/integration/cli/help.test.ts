// What the command says of itself, and what it makes of being used wrongly.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand } from '../../support/command-line.ts';

const COMMANDS = ['serve', 'config', 'stdio', 'tools', 'call', 'init'];

test('the help names every command, where to start, and what the exit codes mean', async () => {
  const { code, stdout } = await runCommand(['--help']);
  assert.equal(code, 0);
  for (const command of COMMANDS) assert.match(stdout, new RegExp(`^ {2}${command} `, 'm'));
  assert.match(stdout, /Start here:\n {2}mcp-fleet init weather /);
  assert.match(stdout, /Exit codes: 0 it worked, 1 it did not .*, 2 the command was used wrongly/);
});

for (const command of COMMANDS) {
  test(`the help of ${command} shows its options and examples`, async () => {
    const { code, stdout } = await runCommand([command, '--help']);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: mcp-fleet ${command} `));
    assert.match(stdout, new RegExp(`\nExamples:\n {2}mcp-fleet ${command} `));
  });
}

test('an unknown command is bad usage, and the one that was meant is named', async () => {
  const { code, stdout, stderr } = await runCommand(['serv']);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /unknown command 'serv'\n\(Did you mean serve\?\)/);
});

test('no command at all is bad usage, and shows the help', async () => {
  const { code, stderr } = await runCommand([]);
  assert.equal(code, 2);
  assert.match(stderr, /Start here:/);
});

test('a wrong option of a command is bad usage', async () => {
  const { code, stderr } = await runCommand(['tools', 'localhost:5000', '--jsn']);
  assert.equal(code, 2);
  assert.match(stderr, /unknown option '--jsn'\n\(Did you mean --json\?\)/);
});

test('the version is that of the package', async () => {
  assert.match((await runCommand(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});
