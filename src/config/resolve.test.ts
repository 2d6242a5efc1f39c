// How defaults, a file, variables, flags and code become one configuration.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type OptionSample, sampleOf, treeOf } from '../../test/support/option-samples.ts';
import { temporaryFolder } from '../../test/support/temporary-folder.ts';
import type { Option } from './option.ts';
import { OPTIONS } from './option-table.ts';
import { reportOf } from './report.ts';
import { type Entries, resolveConfiguration } from './resolve.ts';
import { toTree } from './settings.ts';

const folder = temporaryFolder(after);
const secretsFile = folder.write('secrets', `${'s'.repeat(32)}\n`);
let files = 0;

/** Writes a JSON file of its own. */
const fileOf = (tree: object): string => folder.write(`${files++}.json`, JSON.stringify(tree));

/** The options, as code takes them. */
async function treeFrom(entries: Entries): Promise<Record<string, unknown>> {
  return toTree((await resolveConfiguration({ file: false, ...entries })).settings);
}

/** How each source says that the port is that. */
const PORT_SOURCES: readonly (readonly [string, (port: number) => Entries])[] = [
  ['the file', (port) => ({ file: fileOf({ port }) })],
  [
    "the variables' file",
    (port) => ({ argv: ['--environment-file', folder.write(`${files++}.env`, `MCP_FLEET_PORT=${port}\n`)] }),
  ],
  ['a variable', (port) => ({ environment: { MCP_FLEET_PORT: String(port) } })],
  ['a flag', (port) => ({ argv: ['--port', String(port)] })],
  ['code', (port) => ({ code: { port } })],
];

describe('of two sources', () => {
  for (const [index, [earlier, sayEarlier]] of PORT_SOURCES.entries()) {
    test(`${earlier} goes before the default`, async () => {
      assert.deepEqual(await treeFrom(sayEarlier(1111)), { port: 1111 });
    });
    for (const [later, sayLater] of PORT_SOURCES.slice(index + 1)) {
      test(`${later} goes before ${earlier}`, async () => {
        const [one, other] = [sayEarlier(1111), sayLater(2222)];
        const argv = [...(one.argv ?? []), ...(other.argv ?? [])];
        assert.deepEqual(await treeFrom({ ...one, ...other, argv }), { port: 2222 });
      });
    }
  }
});

test('sources add up, option by option', async () => {
  const tree = await treeFrom({
    file: fileOf({ admission: { maxQueue: 1, maxConcurrent: 1 }, tools: { a: { timeoutMs: '1s' } } }),
    environment: { MCP_FLEET_ADMISSION_MAX_CONCURRENT: '2', MCP_FLEET_TOOLS_TIMEOUT_MS: 'b=2s' },
    argv: ['--admission-target-delay-ms', '30'],
    code: { admission: { intervalMs: '1s' } },
  });
  assert.deepEqual(tree, {
    admission: { maxQueue: 1, maxConcurrent: 2, targetDelayMs: 30, intervalMs: 1000 },
    tools: { a: { timeoutMs: 1000 }, b: { timeoutMs: 2000 } },
  });
});

test('a list replaces the one that was said earlier', async () => {
  const environment = { MCP_FLEET_ALLOWED_HOSTS: 'c.example' };
  const tree = await treeFrom({ file: fileOf({ allowedHosts: ['a.example', 'b.example'] }), environment });
  assert.deepEqual(tree, { allowedHosts: ['c.example'] });
});

test('a group that is turned off later is off, and one whose member is set later is on', async () => {
  const file = fileOf({ admission: { maxQueue: 1 }, circuitBreaker: false });
  const argv = ['--no-admission', '--circuit-breaker-probes', '5'];
  assert.deepEqual(await treeFrom({ file, argv }), { admission: false, circuitBreaker: { probes: 5 } });
});

test('an adaptive limit keeps its bound when it is turned on once more', async () => {
  const file = fileOf({ admission: { adaptive: { minConcurrent: 3 } } });
  assert.deepEqual(await treeFrom({ file, argv: ['--admission-adaptive'] }), {
    admission: { adaptive: { minConcurrent: 3 } },
  });
});

test('secrets and a file of secrets replace each other', async () => {
  const secret = 's'.repeat(32);
  const environment = { MCP_FLEET_SECRETS: secret };
  assert.deepEqual(await treeFrom({ file: fileOf({ secretsFile }), environment }), { secrets: [secret] });
  assert.deepEqual(
    await treeFrom({ file: fileOf({ secrets: [secret] }), argv: ['--secrets-file', secretsFile] }),
    {
      secretsFile,
    },
  );
});

test('the problems of all sources are told at once, each with its place', async () => {
  const file = fileOf({ prot: 1, port: '1' });
  const entries = { file, environment: { MCP_FLEET_PRT: '1' }, argv: ['--prt', '1'], code: { prt: 1 } };
  await assert.rejects(resolveConfiguration(entries), {
    name: 'ConfigurationError',
    message:
      '5 things are wrong with the configuration:\n' +
      `  ${file}: prot is no option; did you mean port?\n` +
      `  ${file}: port must be an integer from 0 to 65535: "1".\n` +
      '  MCP_FLEET_PRT is no option; did you mean MCP_FLEET_PORT?\n' +
      '  command line: --prt is no option; did you mean --port?\n' +
      '  prt is no option; did you mean port?',
  });
});

test('what one source says twice and differently is refused', async () => {
  const entries = { file: false as const, argv: ['--no-admission', '--admission-max-queue', '5'] };
  await assert.rejects(resolveConfiguration(entries), {
    message:
      '--admission, --admission-max-queue: admission and admission.maxQueue exclude each other; say one of them.',
  });
});

/** Every way in which an option can be said: the name of the source, and how it says the sample. */
function waysOf(option: Option, sample: OptionSample): (readonly [string, Entries])[] {
  const ways: (readonly [string, Entries])[] = [];
  const { variable, flagName, kind, commandOnly } = option;
  if (kind.type !== 'code') {
    const file = fileOf(treeOf(sample));
    ways.push([file, { file }]);
  }
  if (variable !== undefined) ways.push([variable, { environment: { [variable]: sample.text } }]);
  if (flagName !== undefined) ways.push([`--${flagName}`, { argv: sample.flags }]);
  if (commandOnly !== true) ways.push(['code', { code: treeOf(sample) }]);
  return ways;
}

for (const option of OPTIONS) {
  test(`${option.path} can be set from each of its sources, and shows up with its value and source`, async () => {
    const sample = sampleOf(option, secretsFile);
    const ways = waysOf(option, sample);
    assert.notEqual(ways.length, 0);
    for (const [from, entries] of ways) {
      const { settings } = await resolveConfiguration({ file: false, ...entries });
      assert.deepEqual(toTree(settings), treeOf(sample), from);
      const row = reportOf(settings).find(({ name }) => name === sample.name);
      assert.equal(row?.from, from);
      if (option.kind.type !== 'code' && option.secret !== true)
        assert.deepEqual(row?.value, sample.value, from);
    }
  });
}
