// Which file is used, and that it is written whole and once.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { createDataset } from './dataset.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-dataset-'));
});
afterEach(() => rm(folder, { recursive: true }));

const settings = (csvPath?: string) => ({
  documents: { root: folder, include: [] },
  csvPath,
  cacheRoot: join(folder, 'cache'),
  notesRoot: folder,
});

test('the orders are written when they are first asked for, and left alone afterwards', async () => {
  const dataset = createDataset(settings(), 500);
  const first = await dataset.locate();
  assert.equal(first.name, 'orders-v1-500.csv');
  assert.equal(first.isGenerated, true);
  assert.equal((await readFile(first.path, 'utf8')).trimEnd().split('\n').length, 501);
  assert.deepEqual(await dataset.locate(), first);
});

test('many that write at once leave one whole file and nothing else', async () => {
  const datasets = Array.from({ length: 4 }, () => createDataset(settings(), 500));
  const files = await Promise.all(datasets.flatMap((dataset) => [dataset.locate(), dataset.locate()]));
  assert.deepEqual(await readdir(join(folder, 'cache')), ['orders-v1-500.csv']);
  assert.equal(files.length, 8);
  assert.equal(new Set(files.map(({ bytes }) => bytes)).size, 1);
});

test('a file of one’s own is used as it is', async () => {
  const path = join(folder, 'sales.csv');
  await writeFile(path, 'a\n1\n');
  const { name, bytes, isGenerated } = await createDataset(settings(path)).locate();
  assert.deepEqual({ name, bytes, isGenerated }, { name: 'sales.csv', bytes: 4, isGenerated: false });
});

test('a file that is not there is named together with the variable that asked for it', async () => {
  const path = join(folder, 'nowhere.csv');
  await assert.rejects(createDataset(settings(path)).locate(), /WORKBENCH_CSV: cannot open .*nowhere\.csv/);
});

test('a folder is not taken for a file', async () => {
  await assert.rejects(createDataset(settings(folder)).locate(), /is not a file/);
});
