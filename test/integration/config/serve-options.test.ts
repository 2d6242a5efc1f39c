// `mcp-fleet serve` takes its options from everywhere, and ends with what is wrong when it cannot.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { callTool } from '../wire/modern.ts';
import { runCommand, ServeProcess } from './command.ts';

const SERVER = join(import.meta.dirname, 'held-server.ts');
const folder = temporaryFolder(after);
const cwd = folder.path;

test('a file, variables and flags make one server', async (t) => {
  folder.write(
    'fleet.config.ts',
    "export default { port: 0, path: '/file', maxBodyBytes: '1kB', requestTimeoutMs: '1h' };",
  );
  const env = { MCP_FLEET_PATH: '/variable', MCP_FLEET_REQUEST_TIMEOUT_MS: '50' };
  const serve = new ServeProcess([SERVER, '--path', '/flag'], { cwd, env });
  t.after(() => serve.stop());
  const url = await serve.url();
  assert.match(url, /\/flag$/);
  assert.equal((await callTool(url, 'echo', { text: 'x'.repeat(2000) })).status, 413);
  assert.equal((await callTool(url, 'held', { until: join(cwd, 'never') })).status, 504);
  assert.equal(serve.logged('configuration file')[0]?.['file'], join(cwd, 'fleet.config.ts'));
});

test('authentication can be turned on without code', async (t) => {
  const env = { MCP_FLEET_AUTH_ISSUER: 'https://login.example', MCP_FLEET_AUTH_AUDIENCE: 'mcp' };
  const serve = new ServeProcess([SERVER, '--config', folder.write('auth.json', '{ "port": 0 }')], {
    cwd,
    env,
  });
  t.after(() => serve.stop());
  const answer = await callTool(await serve.url(), 'echo');
  assert.equal(answer.status, 401);
  assert.match(String(answer.headers['www-authenticate']), /^Bearer /);
});

test('a function of a configuration file decides who may call', async (t) => {
  const file = folder.write(
    'keys.ts',
    "export default { port: 0, auth: { verify: (key: string) => (key === 'ada-key' ? { id: 'ada' } : undefined) } };",
  );
  const serve = new ServeProcess([SERVER, '--config', file], { cwd });
  t.after(() => serve.stop());
  const url = await serve.url();
  assert.equal(
    (await callTool(url, 'echo', {}, { headers: { Authorization: 'Bearer ada-key' } })).status,
    200,
  );
  assert.equal(
    (await callTool(url, 'echo', {}, { headers: { Authorization: 'Bearer bob-key' } })).status,
    401,
  );
});

const WRONG: readonly (readonly [readonly string[], number, string])[] = [
  [['--prot', '1'], 2, 'command line: --prot is no option; did you mean --port?'],
  [['--port', 'http'], 2, '--port: port must be an integer from 0 to 65535: "http".'],
  [
    ['--secrets', 'hunter2hunter2hunter2hunter2hunter2'],
    2,
    'command line: --secrets does not exist, because every user of a machine can read its command lines. ' +
      'Put secrets into MCP_FLEET_SECRETS, or into a file that MCP_FLEET_SECRETS_FILE or --secrets-file names.',
  ],
  [['--config', 'gone.json'], 1, 'gone.json: there is no such file.'],
  [['--environment-file', 'gone.env'], 1, 'gone.env: it cannot be read: ENOENT.'],
  [
    ['--secrets-file', 'gone'],
    2,
    `--secrets-file: secretsFile cannot be read: ${JSON.stringify(join(cwd, 'gone'))} (ENOENT).`,
  ],
  [
    ['--config', 'empty.json', 'other.ts'],
    2,
    `serve takes one file, the module to serve; there are ${SERVER}, other.ts.`,
  ],
  [
    ['--config', 'empty.json', '--port', '0', '--tools-timeout-ms', 'nope=5s'],
    2,
    '--tools-timeout-ms: tools["nope"] fits no tool; there are held, echo.',
  ],
];
for (const [args, exitCode, message] of WRONG) {
  test(`serve ${args.join(' ')} ends with ${exitCode} and one line`, async () => {
    folder.write('empty.json', '{}');
    const { code, stdout, stderr } = await runCommand(['serve', SERVER, ...args], { cwd });
    assert.deepEqual(
      { code, stdout, stderr },
      { code: exitCode, stdout: '', stderr: `mcp-fleet: ${message}\n` },
    );
  });
}

test('the help shows every section, and no secret as a flag', async () => {
  const { code, stdout } = await runCommand(['serve', '--help'], { cwd });
  assert.equal(code, 0);
  for (const heading of [
    'Options:',
    'Endpoint:',
    'Overload:',
    'Rate limits:',
    'Authentication:',
    'Operation:',
  ]) {
    assert.ok(stdout.includes(`\n${heading}\n`), heading);
  }
  assert.match(stdout, /--request-timeout-ms <duration> +How long a call may take/);
  assert.doesNotMatch(stdout, /--secrets /);
});
