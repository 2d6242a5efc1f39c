import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { writeProject } from './write-project.ts';

const root = mkdtempSync(join(tmpdir(), 'mcp-fleet-write-'));
after(() => rmSync(root, { recursive: true }));

const FILES = new Map([
  ['a.txt', 'a'],
  ['src/b.txt', 'b'],
  ['src/deep/c.txt', 'c'],
]);

let count = 0;
const fresh = (): string => join(root, `project-${++count}`);

test('every file is written, with the folders that it needs', () => {
  const folder = join(fresh(), 'in', 'between');
  assert.deepEqual(writeProject(folder, FILES, false), {
    written: ['a.txt', 'src/b.txt', 'src/deep/c.txt'],
    kept: [],
  });
  assert.equal(readFileSync(join(folder, 'src/deep/c.txt'), 'utf8'), 'c');
});

test('an empty folder is as good as a new one', () => {
  const folder = fresh();
  mkdirSync(folder);
  assert.equal(writeProject(folder, FILES, false).written.length, 3);
});

test('a folder with something in it is refused and left as it is', () => {
  const folder = fresh();
  mkdirSync(folder);
  writeFileSync(join(folder, 'mine.txt'), 'mine');
  assert.throws(() => writeProject(folder, FILES, false), {
    name: 'CliError',
    message: /is not empty \(mine\.txt\)/,
  });
  assert.deepEqual(readdirSync(folder), ['mine.txt']);
});

test('with force what is missing is added, and what is there is kept', () => {
  const folder = fresh();
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'mine');
  assert.deepEqual(writeProject(folder, FILES, true), {
    written: ['src/b.txt', 'src/deep/c.txt'],
    kept: ['a.txt'],
  });
  assert.equal(readFileSync(join(folder, 'a.txt'), 'utf8'), 'mine');
});

test('a file is no folder', () => {
  const file = fresh();
  writeFileSync(file, '');
  assert.throws(() => writeProject(file, FILES, true), { exitCode: 2, message: /is a file; name a folder/ });
});

test('when one file cannot be written nothing is left of the others', () => {
  const folder = fresh();
  const impossible = new Map([...FILES, ['a.txt/under-a-file.txt', 'x']]);
  assert.throws(() => writeProject(folder, impossible, false), { message: /The project cannot be written/ });
  assert.equal(existsSync(folder), false);
});
