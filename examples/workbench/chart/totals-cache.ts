// Keeps the totals of past charts, so that another number or aggregate over the same column is drawn
// without reading the file again. A file that changed is read anew.
import { LRUCache } from 'lru-cache';
import type { DatasetFile } from '../dataset/dataset.ts';
import type { TimeBucket } from './time-bucket.ts';
import type { Totals } from './totals.ts';

/** A thousand groups of a dozen columns are a few hundred kilobytes: this many stay below 10 MB. */
const MAX_TOTALS = 32;

export interface TotalsRequest {
  file: DatasetFile;
  x: string;
  bucket: TimeBucket;
}

export type TotalsCache = (request: TotalsRequest, load: () => Promise<Totals>) => Promise<Totals>;

export function createTotalsCache(): TotalsCache {
  const known = new LRUCache<string, Totals>({ max: MAX_TOTALS });
  return async ({ file, x, bucket }, load) => {
    const key = JSON.stringify([file.path, file.bytes, file.modifiedMs, x, bucket]);
    const found = known.get(key);
    if (found !== undefined) return found;
    // Two calls at once both read: shared, the work would end for both when one of them is cancelled.
    const totals = await load();
    known.set(key, totals);
    return totals;
  };
}
