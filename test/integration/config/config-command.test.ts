// `mcp-fleet config`, as people run it: what it shows, what it says of mistakes, and how it ends.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { OPTIONS } from '../../../src/config/option-table.ts';
import { type OptionSample, sampleOf, treeOf } from '../../support/option-samples.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { runCommand } from './command.ts';

const folder = temporaryFolder(after);
const cwd = folder.path;
const SECRET = 'hunter2hunter2hunter2hunter2hunter2';
const secretsFile = folder.write('secrets.txt', `${SECRET}\n`);

type Shown = Record<string, { value: unknown; from: string }>;

async function shownBy(args: readonly string[], env: Record<string, string> = {}): Promise<Shown> {
  const { code, stdout, stderr } = await runCommand(['config', '--json', ...args], { cwd, env });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  return (JSON.parse(stdout) as { options: Shown }).options;
}

/** What may stand beside each other: access tokens rather than a function, no group that is off. */
const samples: readonly (readonly [(typeof OPTIONS)[number], OptionSample])[] = OPTIONS.filter(
  ({ path, kind, fallback }) => {
    const excluded = ['auth.header', 'auth.cacheMs', 'secretsFile'].includes(path);
    return !excluded && kind.type !== 'code' && !(kind.type === 'switch' && fallback === true);
  },
).map((option) => [option, sampleOf(option, secretsFile)]);

/** Every sample is shown, with its value and with where it was said. */
function assertShown(shown: Shown, fromOf: (option: (typeof OPTIONS)[number]) => string | undefined): void {
  let count = 0;
  for (const [option, { name, value }] of samples) {
    const from = fromOf(option);
    if (from === undefined) continue;
    count += 1;
    assert.equal(shown[name]?.from, from, name);
    if (option.secret !== true) assert.deepEqual(shown[name]?.value, value, name);
  }
  assert.ok(count > 60, `only ${count} options were looked at`);
}

function merge(target: Record<string, unknown>, source: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(source)) {
    const inside = target[key];
    const areGroups = [inside, value].every(
      (one) => typeof one === 'object' && one !== null && !Array.isArray(one),
    );
    if (areGroups) merge(inside as Record<string, unknown>, value as Record<string, unknown>);
    else if (inside === undefined || value !== true) target[key] = value;
  }
}

test('a file can say every option', async () => {
  const tree = {};
  for (const [, sample] of samples) merge(tree, treeOf(sample));
  folder.write('all.json', JSON.stringify(tree));
  const shown = await shownBy(['--config', 'all.json']);
  // That the limit adapts is said by the bound that it adapts to.
  assertShown(shown, ({ path }) => (path === 'admission.adaptive' ? undefined : 'all.json'));
});

test('variables can say every option', async () => {
  const env = Object.fromEntries(samples.map(([{ variable = '' }, { text }]) => [variable, text]));
  assertShown(await shownBy([], env), ({ variable }) => variable);
});

test('flags can say every option but the secrets', async () => {
  const shown = await shownBy(samples.flatMap(([, { flags }]) => flags));
  assertShown(shown, ({ flagName }) => flagName && `--${flagName}`);
});

test('the table shows values and sources, and secrets only by their fingerprint', async () => {
  folder.write('fleet.config.json', '{ "port": 8080, "requestTimeoutMs": "10s" }');
  const env = { MCP_FLEET_SECRETS_FILE: secretsFile, MCP_FLEET_ADMISSION_MAX_QUEUE: '50' };
  const { code, stdout } = await runCommand(['config', '--print', '--dev'], { cwd, env });
  assert.equal(code, 0);
  const lines = stdout.split('\n').map((line) => line.split(/ {2,}/));
  const rowOf = (name: string): string[] | undefined => lines.find(([first]) => first === name);
  assert.deepEqual(lines[0], ['OPTION', 'FROM', 'VALUE']);
  assert.deepEqual(rowOf('port'), ['port', 'fleet.config.json', '8080']);
  assert.deepEqual(rowOf('requestTimeoutMs'), ['requestTimeoutMs', 'fleet.config.json', '10000 (10s)']);
  assert.deepEqual(rowOf('admission.maxQueue'), [
    'admission.maxQueue',
    'MCP_FLEET_ADMISSION_MAX_QUEUE',
    '50',
  ]);
  assert.deepEqual(rowOf('exposeErrors'), ['exposeErrors', '--dev', 'true']);
  assert.deepEqual(rowOf('host'), ['host', 'default', '127.0.0.1']);
  assert.match(rowOf('secrets')?.join(' ') ?? '', /^secrets secretsFile hidden \(fingerprint [\da-f]{8}\)$/);
  assert.doesNotMatch(stdout, /hunter2/);
});

test('--check says that all is well', async () => {
  const { code, stdout } = await runCommand(['config', '--check', '--config', 'all.json'], { cwd });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^The configuration is right: \d+ of its options are set, the others have their defaults\.\n$/,
  );
});

test('--check tells everything that is wrong, wherever it was said, and ends with 1', async () => {
  folder.write('bad.json', '{ "prot": 1, "admission": { "queueDepth": 5 }, "secrets": ["hunter2"] }');
  const env = { MCP_FLEET_REQUEST_TIMEOUT_MS: '5x', MCP_FLEET_CORE_POOL_SIZE: '4' };
  const args = ['config', '--check', '--config', 'bad.json', '--max-body-bytes', '1 MByte'];
  assert.deepEqual(await runCommand(args, { cwd, env }), {
    code: 1,
    stdout: '',
    stderr:
      'mcp-fleet: 6 things are wrong with the configuration:\n' +
      '  bad.json: prot is no option; did you mean port?\n' +
      '  bad.json: admission.queueDepth is called admission.maxQueue here.\n' +
      '  bad.json: secrets must have 32 bytes or more, for example of "openssl rand -hex 32"; it has 7.\n' +
      '  MCP_FLEET_REQUEST_TIMEOUT_MS: requestTimeoutMs must be an integer from 0 to 2147483647 (ms), or text such as "5s": "5x".\n' +
      '  MCP_FLEET_CORE_POOL_SIZE is called MCP_FLEET_ADMISSION_ADAPTIVE_MIN_CONCURRENT here. Calls share one event loop: there are no worker threads yet, and this is the least that an adaptive limit of calls comes down to.\n' +
      '  --max-body-bytes: maxBodyBytes must be an integer from 1 to 536870912 (bytes), or text such as "1MiB": "1 MByte".\n',
  });
});

test('options that do not go together are told with where each was said', async () => {
  folder.write(
    'pair.json',
    '{ "circuitBreaker": { "openMs": "10s" }, "auth": { "issuer": "https://login.example" } }',
  );
  const args = ['config', '--check', '--config', 'pair.json', '--circuit-breaker-max-open-ms', '5s'];
  const { code, stderr } = await runCommand(args, { cwd });
  assert.equal(code, 1);
  assert.equal(
    stderr,
    'mcp-fleet: 2 things are wrong with the configuration:\n' +
      '  --circuit-breaker-max-open-ms: circuitBreaker.maxOpenMs must not be less than openMs (10000): 5000.\n' +
      '  pair.json: auth needs either "issuer" and "audience", or "verify".\n',
  );
});

test('two configuration files in one folder are one too many', async () => {
  const other = temporaryFolder(after);
  other.write('fleet.config.json', '{}');
  other.write('fleet.config.ts', 'export default {};');
  const { code, stderr } = await runCommand(['config'], { cwd: other.path });
  assert.deepEqual(
    [code, stderr],
    [1, 'mcp-fleet: fleet.config.ts: fleet.config.json is here too; keep one, or name it with --config.\n'],
  );
});

test('the file may be named by MCP_FLEET_CONFIG', async () => {
  folder.write('named.mjs', 'export default { port: 1234 };');
  const { port } = await shownBy([], { MCP_FLEET_CONFIG: 'named.mjs' });
  assert.deepEqual(port, { value: 1234, from: 'named.mjs' });
});
