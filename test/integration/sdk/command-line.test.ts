// `mcp-fleet serve FILE` on files that were written with the official SDK alone, and on files that it cannot serve.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from '../../support/until.ts';
import { callTool, textOf } from '../wire/modern.ts';

const ROOT = join(import.meta.dirname, '../../..');
const V1 = '@modelcontextprotocol/sdk/server/mcp.js';
const V2 = '@modelcontextprotocol/server';
let directory: string;
before(async () => {
  // Inside of the repository, so that its copies of the SDK are found.
  directory = await mkdtemp(join(ROOT, '.cache-sdk-test-'));
});
after(() => rm(directory, { recursive: true, force: true }));

async function run(name: string, source: string) {
  const file = join(directory, name);
  await writeFile(file, source);
  const args = ['--conditions=mcp-fleet-source', 'src/cli/main.ts', 'serve', file, '--port', '0'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return { child, output: () => output, errors: () => errors };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

const server = (from: string) => `
  import { McpServer } from '${from}';
  const create = () => {
    const server = new McpServer({ name: 'found', version: '1.2.3' });
    server.registerTool('hello', {}, () => ({ content: [{ type: 'text', text: 'Hello.' }] }));
    return server;
  };
`;

for (const [major, from] of [
  ['v1', V1],
  ['v2', V2],
] as const) {
  test(`a module that exports a factory of SDK ${major} is served as it is`, async (t) => {
    const { child, output } = await run(`${major}.mjs`, `${server(from)} export default create;`);
    t.after(() => end(child));
    const line = await until(() => /^mcp-fleet serves.*$/m.exec(output())?.[0], {
      what: 'the URL',
      timeoutMs: 20_000,
    });
    assert.match(
      line,
      new RegExp(
        `^mcp-fleet serves found 1\\.2\\.3, a factory of servers of the official SDK ${major}, at http`,
      ),
    );
    const url = /http:\S+/.exec(line)?.[0] ?? '';
    assert.equal(textOf((await callTool(url, 'hello')).rpc), 'Hello.');
  });
}

for (const [what, source, message] of [
  [
    'one server',
    `${server(V2)} export default create();`,
    /exports one server of the official SDK v2, but each session needs its own\. Export a function/,
  ],
  [
    'what createMcpHandler returned',
    `${server(V2)} import { createMcpHandler } from '${V2}'; export default createMcpHandler(create);`,
    /exports what createMcpHandler returned; export the function that was given to it/,
  ],
  [
    'a function that makes no server',
    'export default () => 5;',
    /exports a function that returns something else as its default; it must be/,
  ],
  [
    'a function that fails',
    "export default () => { throw new Error('no database'); };",
    /The function that .*\.mjs exports failed: no database/,
  ],
] as const) {
  test(`a module that exports ${what} is refused with what to change`, async (t) => {
    const { child, errors } = await run(`${what.replaceAll(' ', '-')}.mjs`, source);
    t.after(() => end(child));
    const [code] = await once(child, 'close');
    assert.equal(code, 1);
    assert.match(errors(), message);
    assert.doesNotMatch(errors(), /\n {4}at /);
  });
}
