// Finds the first and the last time of one column.
import { toTimeMs } from './column-kind.ts';

export interface TimeSummary {
  count: number;
  missing: number;
  /** Values that are no times, though the first rows of the column were. */
  invalid: number;
  /** ISO 8601 in UTC; `null` when there is no time. */
  first: string | null;
  last: string | null;
}

export interface TimeColumn {
  add(value: string): void;
  summarise(): TimeSummary;
}

export function createTimeColumn(): TimeColumn {
  let count = 0;
  let missing = 0;
  let invalid = 0;
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    add(value) {
      if (value === '') {
        missing += 1;
        return;
      }
      const ms = toTimeMs(value);
      if (ms === undefined) {
        invalid += 1;
        return;
      }
      count += 1;
      firstMs = Math.min(firstMs, ms);
      lastMs = Math.max(lastMs, ms);
    },
    summarise: () => ({
      count,
      missing,
      invalid,
      first: count === 0 ? null : new Date(firstMs).toISOString(),
      last: count === 0 ? null : new Date(lastMs).toISOString(),
    }),
  };
}
