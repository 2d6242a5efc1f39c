// Real files, whole and broken, read in batches that can be stopped.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type CsvBatch, readCsvBatches } from './csv-batches.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-csv-'));
});
after(() => rm(folder, { recursive: true }));

const never = () => new AbortController().signal;

async function batchesOf(csv: string): Promise<CsvBatch[]> {
  const path = join(folder, 'data.csv');
  await writeFile(path, csv);
  return collect(path);
}

async function collect(path: string): Promise<CsvBatch[]> {
  const batches: CsvBatch[] = [];
  for await (const batch of readCsvBatches(path, never())) batches.push(batch);
  return batches;
}

test('quotes, line breaks in values, blank lines and a byte order mark are understood', async () => {
  const [batch] = await batchesOf('\uFEFFname, note\r\n"Smith, J.","two\nlines"\r\n\r\nMeyer,""\r\n');
  assert.deepEqual(batch?.header, ['name', 'note']);
  assert.deepEqual(batch?.rows, [
    ['Smith, J.', 'two\nlines'],
    ['Meyer', ''],
  ]);
});

test('a long file comes in batches that say how far they are', async () => {
  const csv = `n\n${Array.from({ length: 2500 }, (_, index) => index).join('\n')}\n`;
  const batches = await batchesOf(csv);
  assert.deepEqual(
    batches.map(({ rows }) => rows.length),
    [1000, 1000, 500],
  );
  assert.equal(batches.at(-1)?.bytesRead, csv.length);
});

test('a header without rows is one batch without rows', async () => {
  assert.deepEqual(
    (await batchesOf('a,b\n')).map(({ rows }) => rows),
    [[]],
  );
});

for (const [csv, message] of [
  ['', /The CSV is empty/],
  ['a,,c\n', /Column 2 of the CSV has no name/],
  ['a,b,a\n', /names the column "a" twice/],
  ['a,b\n1,2,3\n', /Invalid Record Length/],
  ['a,b\n1,"open\n', /Quote Not Closed/],
] as const) {
  test(`a broken file is refused: ${JSON.stringify(csv)}`, async () => {
    await assert.rejects(batchesOf(csv), message);
  });
}

test('a missing file is an error', async () => {
  await assert.rejects(collect(join(folder, 'nowhere.csv')), /ENOENT/);
});

test('an abort ends the reading after the batch at hand', async () => {
  const path = join(folder, 'long.csv');
  await writeFile(path, `n\n${'1\n'.repeat(50_000)}`);
  const controller = new AbortController();
  let batches = 0;
  const reading = async () => {
    for await (const _batch of readCsvBatches(path, controller.signal)) {
      batches += 1;
      if (batches === 2) controller.abort();
    }
  };
  await assert.rejects(reading(), { name: 'AbortError' });
  assert.equal(batches, 2);
});

test('other work gets its turn between two batches', async () => {
  const path = join(folder, 'long.csv');
  await writeFile(path, `n\n${'1\n'.repeat(20_000)}`);
  let turns = 0;
  const ticking = setInterval(() => {
    turns += 1;
  }, 0);
  await collect(path);
  clearInterval(ticking);
  assert.equal(turns > 3, true);
});
