// How often progress is reported.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CsvBatch } from './csv-batches.ts';
import { withProgress } from './with-progress.ts';

async function* batchesAt(...positions: number[]): AsyncGenerator<CsvBatch> {
  for (const bytesRead of positions) yield { header: [], rows: [], bytesRead };
}

async function reportsOf(bytes: number, ...positions: number[]) {
  const reports: string[] = [];
  let batches = 0;
  const report = (bytesRead: number, all: number) => reports.push(`${bytesRead}/${all}`);
  for await (const _batch of withProgress(batchesAt(...positions), bytes, report)) batches += 1;
  return { reports, batches };
}

test('a report is made for each twentieth of the file, not for each batch', async () => {
  assert.deepEqual(await reportsOf(1000, 10, 20, 60, 70, 110, 1000), {
    reports: ['60/1000', '110/1000', '1000/1000'],
    batches: 6,
  });
});

test('a file that grows while it is read is reported as it is', async () => {
  assert.deepEqual((await reportsOf(100, 100, 104)).reports, ['100/100']);
});
