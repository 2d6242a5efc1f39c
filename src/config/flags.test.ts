// What the arguments of a command say.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFlags } from './flags.ts';
import { describeProblem } from './problem.ts';
import { merge, toTree } from './settings.ts';

const read = (...argv: string[]) => readFlags(argv, '/srv');

test('flags may stand anywhere, short ones too, with their value behind them or after "="', () => {
  const flags = read(
    'server.ts',
    '-p',
    '80',
    '--host=localhost',
    '--dev',
    '--no-admission',
    '--config',
    'x.json',
  );
  assert.deepEqual(flags.problems, []);
  assert.deepEqual(flags.operands, ['server.ts']);
  assert.deepEqual(flags.sources, { config: 'x.json' });
  assert.deepEqual(toTree(merge([flags])), {
    port: 80,
    host: 'localhost',
    exposeErrors: true,
    admission: false,
  });
});

test('the last of two values counts, but lists and names add up', () => {
  const flags = read(
    ...['--port', '1', '--port', '2', '--allowed-host', 'a,b', '--allowed-host', 'c'],
    ...['--tools-timeout-ms', 'a=1s', '--tools-timeout-ms', 'b=2s'],
  );
  assert.deepEqual(toTree(merge([flags])), {
    port: 2,
    allowedHosts: ['a', 'b', 'c'],
    tools: { a: { timeoutMs: 1000 }, b: { timeoutMs: 2000 } },
  });
});

test('what follows "--" is no flag', () => {
  assert.deepEqual(read('--', '--port').operands, ['--port']);
});

test('a path is relative to the working directory', () => {
  assert.deepEqual(toTree(merge([read('--secrets-file', 'secrets')])), { secretsFile: '/srv/secrets' });
});

const WRONG: readonly (readonly [readonly string[], string])[] = [
  [['--prot', '1'], 'command line: --prot is no option; did you mean --port?'],
  [['--prot=1'], 'command line: --prot is no option; did you mean --port?'],
  [['-x'], 'command line: -x is no option. --help shows what there is.'],
  [['--queue-depth', '5'], 'command line: --queue-depth is called --admission-max-queue here.'],
  [['--allowed-hosts', 'a'], 'command line: --allowed-hosts is no option; did you mean --allowed-host?'],
  [['--expose-errors'], 'command line: --expose-errors is no option; did you mean --dev?'],
  [['--no-port'], 'command line: --no-port is no option; did you mean --port?'],
  [
    ['--auth-verify', 'x'],
    'command line: --auth-verify is no option; did you mean auth.verify, which only code has?',
  ],
  [['--port'], 'command line: --port needs a value.'],
  [['--port', '--dev'], 'command line: --port needs a value.'],
  [['--config'], 'command line: --config needs a value.'],
  [['--port', 'http'], '--port: port must be an integer from 0 to 65535: "http".'],
  [['--port', '-1'], '--port: port must be an integer from 0 to 65535: -1.'],
  [['--dev=maybe'], '--dev: exposeErrors must be true or false: "maybe".'],
];
for (const [argv, problem] of WRONG) {
  test(`${argv.join(' ')} is refused`, () => {
    assert.deepEqual(read(...argv).problems.map(describeProblem), [problem]);
  });
}

for (const flag of ['--secrets', '--secret']) {
  test(`${flag} is answered with where secrets belong, and not with the secret`, () => {
    const { problems, operands } = read(flag, 'hunter2');
    assert.deepEqual(operands, ['hunter2']);
    assert.deepEqual(problems.map(describeProblem), [
      `command line: ${flag} does not exist, because every user of a machine can read its command lines. ` +
        'Put secrets into MCP_FLEET_SECRETS, or into a file that MCP_FLEET_SECRETS_FILE or --secrets-file names.',
    ]);
  });
}
