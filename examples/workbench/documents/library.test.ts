// Which files are documents, and that nothing else can be read.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createLibrary } from './library.ts';

let folder = '';
let root = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-library-'));
  root = join(folder, 'docs');
  await mkdir(join(root, 'guide'), { recursive: true });
  await mkdir(join(root, 'node_modules/x'), { recursive: true });
  await mkdir(join(root, '.git'), { recursive: true });
  await writeFile(join(folder, 'secret.md'), 'secret');
  await writeFile(join(root, 'README.md'), '# Read me');
  await writeFile(join(root, 'guide/start.md'), 'Grüße, Wörld');
  await writeFile(join(root, 'guide/data.csv'), 'a,b');
  await writeFile(join(root, 'node_modules/x/README.md'), 'not ours');
  await writeFile(join(root, '.git/notes.md'), 'not ours');
  await symlink(join(folder, 'secret.md'), join(root, 'link.md'));
  await symlink(folder, join(root, 'up'));
});
after(() => rm(folder, { recursive: true }));

const pathsOf = async (include: string[]) =>
  (await createLibrary({ root, include }).list()).map((entry) => entry.path);

test('the list holds Markdown in order, without links, hidden folders and dependencies', async () => {
  assert.deepEqual(await pathsOf(['.']), ['README.md', 'guide/start.md']);
});

test('only the included parts are listed, and those that are missing are skipped', async () => {
  assert.deepEqual(await pathsOf(['guide', 'CHANGELOG.md', 'nowhere']), ['guide/start.md']);
});

test('a listed document is read as text', async () => {
  assert.equal(await createLibrary({ root, include: ['.'] }).read('guide/start.md'), 'Grüße, Wörld');
});

for (const path of [
  '../secret.md',
  'guide/../../secret.md',
  'link.md',
  'up/secret.md',
  'guide/data.csv',
  './README.md',
  '',
]) {
  test(`a path that is not in the list is not a document: "${path}"`, async () => {
    const library = createLibrary({ root, include: ['.'] });
    assert.equal(await library.read(path), undefined);
    assert.equal(await library.readInSteps(path, 1, async () => {}), undefined);
  });
}

test('an absolute path is not a document', async () => {
  const library = createLibrary({ root, include: ['.'] });
  assert.equal(await library.read(join(folder, 'secret.md')), undefined);
});

test('reading in steps announces every step and gives the text unbroken', async () => {
  const steps: string[] = [];
  const library = createLibrary({ root, include: ['.'] });
  // Five steps of three bytes: the second begins in the middle of the letter ü.
  const text = await library.readInSteps('guide/start.md', 5, async (step, bytes) => {
    steps.push(`${step} of ${bytes} bytes`);
  });
  assert.equal(text, 'Grüße, Wörld');
  assert.deepEqual(steps, [
    '1 of 15 bytes',
    '2 of 15 bytes',
    '3 of 15 bytes',
    '4 of 15 bytes',
    '5 of 15 bytes',
  ]);
});

test('reading in steps stops where the hook throws', async () => {
  let steps = 0;
  const library = createLibrary({ root, include: ['.'] });
  const reading = library.readInSteps('guide/start.md', 5, async () => {
    steps += 1;
    if (steps === 2) throw new Error('enough');
  });
  await assert.rejects(reading, /enough/);
  assert.equal(steps, 2);
});
