// Reports how far the reading of a file is, often enough to watch and seldom enough to cost nothing.
import type { CsvBatch } from './csv-batches.ts';

const REPORTS = 20;

/** Takes bytes so far and bytes in all. */
export type ProgressReport = (bytesRead: number, bytes: number) => void;

export async function* withProgress(
  batches: AsyncIterable<CsvBatch>,
  bytes: number,
  report: ProgressReport,
): AsyncGenerator<CsvBatch> {
  let reported = 0;
  for await (const batch of batches) {
    yield batch;
    const reached = Math.floor((batch.bytesRead / bytes) * REPORTS);
    if (reached > reported) {
      reported = reached;
      report(batch.bytesRead, bytes);
    }
  }
}
