// The project that the installed command writes, as docs/quick-start.md and docs/cli.md tell: installed itself, tested by
// its own test, served as its image would serve it, and called.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { userEnvironment } from '../support/user-environment.ts';
import type { InstalledProject } from './installed-project.ts';

const QUIET = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

/** @param user a project with the command installed, once the tests run */
export function testInitProject(user: InstalledProject): void {
  const folder = join(user.folder, 'weather');
  const run = (command: string, args: readonly string[]): string => user.run(command, args, folder);

  test('init writes a project that installs and passes its own test and type check', () => {
    const output = user.run(join('node_modules', '.bin', 'mcp-fleet'), ['init', 'weather']);
    assert.match(output, /cd weather\n {2}npm install\n {2}npm test\n {2}npm start\n$/);
    const tarball = readdirSync(user.folder).find((name) => name.endsWith('.tgz'));
    // The version that it asks for is not in the registry before it is published.
    run('npm', ['install', ...QUIET, `../${tarball}`]);
    assert.match(run('npm', ['test']), /pass 2\n/);
    run('npm', ['run', 'types']);
  });

  test('the project is served as its image does it, is healthy, is called, and stops at a signal', async () => {
    const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
    const [program, ...args] = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '') as [
      string,
      ...string[],
    ];
    const env = userEnvironment();
    const child = spawn(program, [...args, '--port', '0'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    try {
      const port = await portOf(child.stdout);
      const check = JSON.parse(/HEALTHCHECK .*\\\n.*CMD (\[.*\])/.exec(dockerfile)?.[1] ?? '') as string[];
      const [, flag = '', code = ''] = check;
      run(process.execPath, [flag, code.replace(':5000', `:${port}`)]);
      const greeting = ['call', `localhost:${port}`, 'greet', '--arg', 'name=Ada'];
      assert.equal(run(join('node_modules', '.bin', 'mcp-fleet'), greeting), 'Hello, Ada!\n');
    } finally {
      child.kill('SIGTERM');
    }
    assert.equal(await exited, 0);
  });
}

async function portOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const port = /at http:\/\/\S+:(\d+)\/mcp/.exec(line)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error('The server ended without an address.');
}
