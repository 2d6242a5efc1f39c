// Collects the numbers of one column and summarises them. All of them are kept, eight bytes each, so
// that the quantiles are exact.
import { toNumber } from './column-kind.ts';

export interface NumberSummary {
  count: number;
  missing: number;
  /** Values that are no numbers, though the first rows of the column were. */
  invalid: number;
  /** `null`, here and below, when there is no number. */
  mean: number | null;
  /** Of the sample (n - 1); 0 for one number. */
  sd: number | null;
  min: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  max: number | null;
}

export interface NumberColumn {
  add(value: string): void;
  summarise(): NumberSummary;
}

export function createNumberColumn(): NumberColumn {
  let values = new Float64Array(64);
  let count = 0;
  let missing = 0;
  let invalid = 0;
  return {
    add(value) {
      if (value === '') {
        missing += 1;
        return;
      }
      const number = toNumber(value);
      if (number === undefined) {
        invalid += 1;
        return;
      }
      if (count === values.length) {
        const larger = new Float64Array(values.length * 2);
        larger.set(values);
        values = larger;
      }
      values[count] = number;
      count += 1;
    },
    summarise: () => ({ missing, invalid, ...describe(values.slice(0, count).sort()) }),
  };
}

function describe(sorted: Float64Array): Omit<NumberSummary, 'missing' | 'invalid'> {
  const count = sorted.length;
  if (count === 0) {
    return { count, mean: null, sd: null, min: null, p50: null, p95: null, p99: null, max: null };
  }
  // Two passes: the textbook formula with one pass loses all digits when the mean is far from 0.
  const mean = sorted.reduce((sum, value) => sum + value, 0) / count;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    count,
    mean: round(mean),
    sd: round(count > 1 ? Math.sqrt(squares / (count - 1)) : 0),
    min: round(quantile(sorted, 0)),
    p50: round(quantile(sorted, 0.5)),
    p95: round(quantile(sorted, 0.95)),
    p99: round(quantile(sorted, 0.99)),
    max: round(quantile(sorted, 1)),
  };
}

/**
 * The value below which a `share` (0 to 1) of the sorted values lies, between two of them in proportion.
 * Source: Hyndman and Fan 1996, definition 7, which spreadsheets and NumPy use too.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Eight digits: more are noise to a reader, and the answer is read by a model. */
const round = (value: number) => Number(value.toPrecision(8));
