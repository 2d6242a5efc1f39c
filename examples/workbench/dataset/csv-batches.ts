// Reads a CSV in batches of rows, from a stream, so that neither its size nor its parsing holds up
// other calls: the event loop turns after every batch, and an abort ends it at once.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { parse } from 'csv-parse';

/** About three milliseconds of parsing. */
const ROWS_PER_BATCH = 1000;
/** A quote that is never closed makes one record of the rest of the file; this ends it with an error. */
const MAX_RECORD_CHARACTERS = 1_000_000;

export interface CsvBatch {
  header: readonly string[];
  /** Each as long as the header. */
  rows: string[][];
  /** How far into the file the reader is; the parser may be a little behind. */
  bytesRead: number;
}

/**
 * Yields at least one batch, which has no rows when the file has none.
 *
 * @throws Error when the file is not a CSV with a header, or `signal` aborts.
 */
export async function* readCsvBatches(path: string, signal: AbortSignal): AsyncGenerator<CsvBatch> {
  const source = createReadStream(path, { signal });
  const parser = parse({ bom: true, skip_empty_lines: true, max_record_size: MAX_RECORD_CHARACTERS });
  // Ends the one when the other ends or fails; the failure itself is thrown by the loop below.
  pipeline(source, parser, () => {});

  let header: string[] | undefined;
  let rows: string[][] = [];
  for await (const record of parser as AsyncIterable<string[]>) {
    if (header === undefined) {
      header = checkHeader(record);
      continue;
    }
    rows.push(record);
    if (rows.length === ROWS_PER_BATCH) {
      yield { header, rows, bytesRead: source.bytesRead };
      rows = [];
      await setImmediate();
      signal.throwIfAborted();
    }
  }
  if (header === undefined) throw new Error('The CSV is empty: it must begin with a line of column names.');
  yield { header, rows, bytesRead: source.bytesRead };
}

function checkHeader(names: string[]): string[] {
  const trimmed = names.map((name) => name.trim());
  for (const [index, name] of trimmed.entries()) {
    if (name === '') throw new Error(`Column ${index + 1} of the CSV has no name in the first line.`);
    if (trimmed.indexOf(name) !== index) throw new Error(`The CSV names the column "${name}" twice.`);
  }
  return trimmed;
}
