// What can be known of a new project without installing it. That it runs is for test/package to show.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '../manifest.ts';
import { projectFiles } from './project-files.ts';

const files = projectFiles('@acme/weather', readManifest());
const textOf = (path: string): string => files.get(path) ?? assert.fail(`no ${path}`);

interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The instructions of the Dockerfile, those over several lines put together. */
function instructions(): readonly Instruction[] {
  const lines = textOf('Dockerfile')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', text = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? assert.fail(`no instruction: ${line}`);
      return { name, text };
    });
}

const named = (name: string): string[] =>
  instructions()
    .filter((one) => one.name === name)
    .map(({ text }) => text);

test('the package has the name, the server has it without its scope', () => {
  assert.equal(JSON.parse(textOf('package.json')).name, '@acme/weather');
  assert.match(textOf('src/server.ts'), /name: 'weather'/);
});

test('the package asks for the versions that are tested here, and for this one', () => {
  const { version, devDependencies } = readManifest();
  const { dependencies, devDependencies: development } = JSON.parse(textOf('package.json'));
  assert.equal(dependencies['mcp-fleet'], `^${version}`);
  for (const [name, range] of Object.entries({ zod: dependencies.zod, ...development })) {
    assert.equal(range, devDependencies[name], name);
  }
});

test('the image is built in two stages, from an exact major version of Node', () => {
  const stages = named('FROM');
  assert.equal(stages.length, 2);
  for (const stage of stages) assert.match(stage, /^node:\d+-slim( AS dependencies)?$/);
});

test('the image copies only what the project has, or an earlier stage', () => {
  for (const text of named('COPY')) {
    if (text.startsWith('--from=dependencies ')) continue;
    const sources = text.split(' ').slice(0, -1);
    for (const source of sources) {
      const isThere = [...files.keys()].some((path) => path === source || path.startsWith(`${source}/`));
      // npm writes it when the project is installed.
      assert.ok(isThere || source === 'package-lock.json', source);
      assert.ok(!textOf('.dockerignore').split('\n').includes(source), `${source} is ignored`);
    }
  }
});

test('the server in the image is no root, and no shell or npm stands between it and signals', () => {
  const order = instructions().map(({ name }) => name);
  assert.deepEqual(named('USER'), ['node']);
  assert.ok(order.indexOf('USER') < order.lastIndexOf('CMD'));
  const [command] = named('CMD');
  assert.deepEqual(JSON.parse(command ?? ''), [
    'node_modules/.bin/mcp-fleet',
    'serve',
    'src/server.ts',
    '--host',
    '0.0.0.0',
  ]);
  assert.equal(order.at(-1), 'CMD');
});

test('the image says when it is healthy', () => {
  const [, check = ''] = /CMD (\[.*\])$/.exec(named('HEALTHCHECK')[0] ?? '') ?? [];
  const [program, flag, code] = JSON.parse(check);
  assert.deepEqual([program, flag], ['node', '-e']);
  assert.match(code, /http:\/\/127\.0\.0\.1:5000\/health/);
  assert.deepEqual(named('EXPOSE'), ['5000']);
});
