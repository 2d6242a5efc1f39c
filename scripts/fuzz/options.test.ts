// What the command line of the fuzz takes, and what it refuses: above all a server that is not on this machine.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions, UsageError } from './options.ts';

const parse = (...argv: string[]) => parseOptions(argv, () => 77);

test('without flags more than a million requests go to both servers, with a new seed', () => {
  assert.deepEqual(parse(), {
    seed: 77,
    servers: ['open', 'keyed'],
    port: undefined,
    requests: 1_200_000,
    seconds: Number.POSITIVE_INFINITY,
    from: 0,
    cases: Number.POSITIVE_INFINITY,
  });
});

test('one case of a seed can be chosen', () => {
  const options = parse('--seed', '0', '--server', 'keyed', '--from', '4711', '--count', '1');
  assert.partialDeepStrictEqual(options, { seed: 0, servers: ['keyed'], from: 4711, cases: 1 });
});

for (const url of ['http://127.0.0.1:5000/mcp', 'http://localhost:5000/mcp']) {
  test(`${url} is fuzzed`, () => {
    assert.partialDeepStrictEqual(parse('--url', url), { port: 5000, servers: ['open'] });
  });
}

for (const url of [
  'http://example.com/mcp',
  'https://127.0.0.1/mcp',
  'http://127.0.0.1.example.com/mcp',
  'http://127.0.0.1@example.com/mcp',
  'http://0.0.0.0:5000/mcp',
  'http://127.0.0.1:5000/',
  '127.0.0.1:5000',
]) {
  test(`${url} is refused`, () => {
    assert.throws(() => parse('--url', url), { name: 'Error', message: /only a server on this machine/ });
  });
}

for (const [what, argv, says] of [
  ['a seed that is no number', ['--seed', '0x10'], /--seed takes a whole number from 0 to 4294967295/],
  ['no requests', ['--requests', '0'], /--requests takes a whole number from 1/],
  ['an unknown server', ['--server', 'shut'], /no server "shut".*open, keyed/],
  ['keys on a server that is running', ['--url', 'http://127.0.0.1:1/mcp', '--server', 'keyed'], /exclude/],
  ['an unknown flag', ['--sead', '1'], /--sead/],
] as const) {
  test(`${what} is refused`, () => {
    assert.throws(
      () => parse(...argv),
      (error) => error instanceof UsageError && says.test(error.message),
    );
  });
}
