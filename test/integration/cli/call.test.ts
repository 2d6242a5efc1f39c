// `mcp-fleet call` against a real server, in either era.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { COMPILE_CACHE, commandLine, finish, start } from '../../support/command-line.ts';
import { until } from '../../support/until.ts';
import { PIXEL_PNG } from '../clients/fixture-tools.ts';
import { serveFixture } from './served.ts';

const served = serveFixture();
const folder = mkdtempSync(join(tmpdir(), 'mcp-fleet-call-'));
after(() => rmSync(folder, { recursive: true }));

for (const era of ['modern', 'session']) {
  describe(`in the ${era} era`, () => {
    const call = (...args: string[]) => served.call([...args, '--era', era]);

    test('arguments are read by the schema of the tool, and the text of the result is printed', async () => {
      const { code, stdout, stderr } = await call('add-zod', '--arg', 'a=2', '--arg', 'b=0.5');
      assert.deepEqual([code, stdout, stderr], [0, '2.5\n', '']);
    });

    test('progress and log messages are shown on stderr', async () => {
      const { code, stdout, stderr } = await call('count', '--arg', 'to=2');
      assert.deepEqual([code, stdout, stderr], [0, 'counted to 2\n', ' 50% step 1\n100% step 2\n']);
      assert.equal(
        (await call('chatter', '--log-level', 'warning')).stderr,
        'warning: fixture: hot\nerror: too hot\n',
      );
      assert.equal((await call('chatter', '--quiet')).stderr, '');
    });

    test('a result that says it failed is told on stderr and exits with 1', async () => {
      const { code, stdout, stderr } = await call('fail-for-model');
      assert.deepEqual([code, stdout, stderr], [1, '', 'There is no such city; try "Berlin".\n']);
    });

    test('an error of the protocol exits with 1', async () => {
      const { code, stdout, stderr } = await call('fail-by-protocol');
      assert.deepEqual([code, stdout], [1, '']);
      assert.equal(stderr, 'mcp-fleet: The server refused: Out of quota. (code 4711)\n');
    });

    test('the whole result is printed as JSON', async () => {
      const { stdout } = await call('weather', '--arg', 'city=Rome', '--output', 'json');
      assert.partialDeepStrictEqual(JSON.parse(stdout), {
        structuredContent: { city: 'Rome', celsius: 21.5 },
      });
      const failed = await call('fail-by-result', '-o', 'json');
      assert.equal(failed.code, 1);
      assert.partialDeepStrictEqual(JSON.parse(failed.stdout), { isError: true });
    });

    test('what cannot be printed is summed up, or written to a file', async () => {
      const summed = await call('every-content');
      assert.equal(summed.stdout, 'plain\nconfig://app\nembedded\n');
      assert.match(summed.stderr, /^\[image, image\/png, 70 bytes; --save FILE writes it\]\n\[audio, /);
      const file = join(folder, `${era}.png`);
      const saved = await call('every-content', '--save', file);
      assert.deepEqual([saved.code, saved.stdout], [0, 'plain\nconfig://app\nembedded\n']);
      assert.equal(readFileSync(file, 'base64'), PIXEL_PNG);
    });

    test('without a terminal a question is shown and declined', async () => {
      const { code, stdout, stderr } = await call('ask-form');
      assert.deepEqual([code, stdout], [0, '{"action":"decline"}\n']);
      assert.equal(
        stderr,
        'The server asks: Who are you?\nDeclined: there is no terminal to answer at; see --ask.\n',
      );
    });

    test('with --ask questions are answered line by line', async () => {
      const { stdout, stderr } = await served.call(['ask-form', '--ask', '--era', era], {
        input: 'Ada\ny\n',
      });
      assert.partialDeepStrictEqual(JSON.parse(stdout), { action: 'accept', content: { name: 'Ada' } });
      assert.match(stderr, /The server asks: Who are you\?\n {2}name\n/);
      const page = await served.call(['ask-url', '--ask', '--era', era], { input: '\n' });
      assert.partialDeepStrictEqual(JSON.parse(page.stdout), { action: 'accept' });
      assert.match(page.stderr, /Visit https:\/\/example\.com\/sign-in/);
    });

    test('what only a model or an editor could answer was not offered, and the server says so', async () => {
      const { code, stderr } = await call('ask-model');
      assert.equal(code, 1);
      assert.match(stderr, /did not declare a capability.*sampling/);
    });

    test('a call that takes too long is given up, and the handler is told', async () => {
      const key = `slow-${era}`;
      const { code, stderr } = await call('wait', '--arg', `key=${key}`, '--timeout', '500ms');
      assert.equal(code, 1);
      assert.equal(
        stderr,
        'mcp-fleet: The server did not answer within 0.5 s. Give it more time with --timeout.\n',
      );
      await until(() => served.fixture.witness.aborted.get(key) === 'CANCELLED', {
        what: 'the signal to fire',
      });
    });

    test('Ctrl-C gives up the call, and the handler is told', async () => {
      const key = `interrupted-${era}`;
      const child = start(['call', served.url, 'wait', '--arg', `key=${key}`, '--era', era]);
      await until(() => served.fixture.witness.waiting.has(key), {
        what: 'the call to run',
        timeoutMs: 30_000,
      });
      child.kill('SIGINT');
      const { code, stderr } = await finish(child);
      assert.deepEqual([code, stderr], [130, 'mcp-fleet: The call was given up.\n']);
      await until(() => served.fixture.witness.aborted.get(key) === 'CANCELLED', {
        what: 'the signal to fire',
      });
    });

    test('a handler that lets go of the connection is waited for all the same', async () => {
      const key = `detached-${era}`;
      const called = call('detach', '--arg', `key=${key}`);
      await until(() => served.fixture.witness.waiting.has(key), {
        what: 'the call to run',
        timeoutMs: 30_000,
      });
      served.fixture.witness.release.get(key)?.();
      assert.deepEqual((await called).stdout, `released ${key}\n`);
    });
  });
}

test('several questions in one answer are asked one after the other', async () => {
  const { server } = served.fixture;
  server.registerTool('ask-two', {}, async (ctx) => {
    const form = (name: string) => ({
      message: `${name}?`,
      requestedSchema: { type: 'object', properties: { [name]: { type: 'string' } }, required: [name] },
    });
    const [first, second] = await Promise.all([ctx.elicit(form('first')), ctx.elicit(form('second'))]);
    return { content: [{ type: 'text', text: `${first.content?.['first']} ${second.content?.['second']}` }] };
  });
  for (const era of ['modern', 'session']) {
    const { stdout } = await served.call(['ask-two', '--ask', '--era', era], { input: 'one\n\ntwo\n\n' });
    assert.equal(stdout, 'one two\n');
  }
});

test('at a terminal a question is asked there', async () => {
  // A terminal of its own, as "script" makes one: on Linux it takes a line of the shell, elsewhere words.
  const command = [process.execPath, ...commandLine(['call', served.url, 'ask-form'])];
  const line = command.map((word) => `'${word}'`).join(' ');
  const args = process.platform === 'linux' ? ['-qec', line, '/dev/null'] : ['-q', '/dev/null', ...command];
  const child = spawn('script', args, { env: { ...process.env, ...COMPILE_CACHE } });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const finished = finish(child);
  for (const [prompt, answer] of [
    ['> ', 'Ada'],
    ['Send this answer? [Y/n]', 'y'],
  ] as const) {
    await until(() => shown.includes(prompt), { what: `"${prompt}"`, timeoutMs: 30_000 });
    child.stdin.write(`${answer}\r`);
  }
  const { code, stdout } = await finished;
  assert.equal(code, 0, stdout);
  assert.match(stdout, /"action":"accept".*"name":"Ada"/);
});

test('arguments that are mirrored into headers are', async () => {
  const { stdout } = await served.call(['regional', '--arg', 'region= Île ', '--arg', 'shard=7']);
  assert.equal(stdout, ' Île /7\n');
});

test('arguments come from files and from stdin too', async () => {
  const file = join(folder, 'args.json');
  writeFileSync(file, '{"a": 40, "b": 1}');
  assert.equal((await served.call(['add-zod', '--json', `@${file}`, '--arg', 'b=2'])).stdout, '42\n');
  const { stdout } = await served.call(['trim-valibot', '--arg', 'text=@-'], { input: '  from stdin\n' });
  assert.equal(stdout, 'from stdin\n');
});

const MISUSED: readonly (readonly [what: string, args: readonly string[], why: RegExp])[] = [
  [
    'an argument that the tool does not have',
    ['add-zod', '--arg', 'c=1'],
    /has no argument "c"; it has a, b/,
  ],
  ['an argument of another type', ['add-zod', '--arg', 'a=two'], /"a" must be a number, not "two"/],
  ['a file that is not there', ['add-zod', '--json', '@no-such.json'], /no-such\.json cannot be read/],
  ['an era that there is not', ['add-zod', '--era', 'stone'], /Allowed choices are auto, modern, session/],
  ['no tool', [], /missing required argument 'tool'/],
  ['a token among the arguments', ['add-zod', '--header', 'Authorization: Bearer x'], /MCP_FLEET_TOKEN/],
  ['a header without a name', ['add-zod', '--header', 'nonsense'], /"nonsense" is no header/],
  [
    'a variable that is not set',
    ['add-zod', '--header-env', 'X-Key=NOT_SET'],
    /no environment variable "NOT_SET"/,
  ],
];
for (const [what, args, why] of MISUSED) {
  test(`${what} is bad usage`, async () => {
    const { code, stdout, stderr } = await served.call(args);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, why);
  });
}

test('an unknown tool is told with those that there are', async () => {
  const { code, stderr } = await served.call(['no-such-tool']);
  assert.equal(code, 1);
  assert.match(stderr, /The server has no tool "no-such-tool"; it has add-zod, greet-arktype, .* more \(/);
});
