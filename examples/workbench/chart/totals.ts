// Adds up every number column of a table for each value of one column, in one pass: from these
// totals any chart over that column is drawn, whichever number and aggregate it shows.
import { ToolError } from 'mcp-fleet';
import { type ColumnKind, inferKind, toNumber, toTimeMs } from '../dataset/column-kind.ts';
import type { CsvBatch } from '../dataset/csv-batches.ts';
import { columnIndex } from '../dataset/table-statistics.ts';
import { bucketStartMs, type TimeBucket } from './time-bucket.ts';

/** More than this cannot be told apart in a picture, and each costs memory. */
const MAX_GROUPS = 1000;

export interface Totals {
  x: string;
  xKind: ColumnKind;
  /** Over which times were grouped; only when `x` holds times. */
  bucket: TimeBucket | undefined;
  header: readonly string[];
  rows: number;
  /** By the value of `x`; for times, by the start of the bucket in ISO 8601. */
  groups: ReadonlyMap<string, GroupTotals>;
}

/** Numbers by the position of their column in the header. Columns without numbers are 0. */
export interface GroupTotals {
  sums: Float64Array;
  counts: Float64Array;
}

/** @throws ToolError when the column does not exist or has too many different values. */
export async function totalsBy(
  batches: AsyncIterable<CsvBatch>,
  x: string,
  wantedBucket: TimeBucket,
): Promise<Totals> {
  let opened: { totals: Totals; add(row: readonly string[]): void } | undefined;
  for await (const batch of batches) {
    opened ??= openTotals(batch, x, wantedBucket);
    for (const row of batch.rows) opened.add(row);
  }
  if (opened === undefined) throw new Error('There is no table to add up.');
  return opened.totals;
}

function openTotals({ header, rows: sample }: CsvBatch, x: string, wantedBucket: TimeBucket) {
  const xIndex = columnIndex(header, x);
  const kinds = header.map((_, index) => inferKind(sample.map((row) => row[index] ?? '')));
  const xKind = kinds[xIndex] ?? 'text';
  const bucket = xKind === 'time' ? wantedBucket : undefined;
  const numberIndexes = header.flatMap((_, index) => (kinds[index] === 'number' ? [index] : []));
  const keyOf = createKeys(bucket);
  const groups = new Map<string, GroupTotals>();
  const totals = { x, xKind, bucket, header, rows: 0, groups };

  const add = (row: readonly string[]) => {
    totals.rows += 1;
    const key = keyOf(row[xIndex] ?? '');
    if (key === undefined) return;
    const group = groups.get(key) ?? openGroup(key);
    for (const index of numberIndexes) {
      const value = toNumber(row[index] ?? '');
      if (value === undefined) continue;
      group.sums[index] = (group.sums[index] ?? 0) + value;
      group.counts[index] = (group.counts[index] ?? 0) + 1;
    }
  };

  const openGroup = (key: string): GroupTotals => {
    if (groups.size === MAX_GROUPS) {
      const advice = bucket === undefined ? 'choose a column with fewer' : 'choose a larger bucket';
      throw new ToolError(`Column "${x}" has more than ${MAX_GROUPS} different values: ${advice}.`);
    }
    const group = { sums: new Float64Array(header.length), counts: new Float64Array(header.length) };
    groups.set(key, group);
    return group;
  };

  return { totals, add };
}

/** Gives a row's value the key of its group, or none. */
function createKeys(bucket: TimeBucket | undefined): (value: string) => string | undefined {
  if (bucket === undefined) return (value) => (value === '' ? undefined : value);
  // Writing a time down costs as much as reading it: once a bucket is enough.
  const keys = new Map<number, string>();
  return (value) => {
    const timeMs = toTimeMs(value);
    if (timeMs === undefined) return undefined;
    const startMs = bucketStartMs(timeMs, bucket);
    const known = keys.get(startMs);
    if (known !== undefined) return known;
    const key = new Date(startMs).toISOString();
    keys.set(startMs, key);
    return key;
  };
}
