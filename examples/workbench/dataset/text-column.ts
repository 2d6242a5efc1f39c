// Counts the values of one column of text and names the most frequent.

/** Past this many different values a column is more like an identifier; the rest is counted, not told apart. */
const MAX_DISTINCT = 10_000;
const TOP = 5;

export interface TextSummary {
  count: number;
  missing: number;
  /** How many different values there are; a lower bound when `distinctIsCapped`. */
  distinct: number;
  distinctIsCapped: boolean;
  /** The most frequent, the first of equals first. */
  top: { value: string; count: number }[];
}

export interface TextColumn {
  add(value: string): void;
  summarise(): TextSummary;
}

export function createTextColumn(): TextColumn {
  const counts = new Map<string, number>();
  let count = 0;
  let missing = 0;
  let distinctIsCapped = false;
  return {
    add(value) {
      if (value === '') {
        missing += 1;
        return;
      }
      count += 1;
      const seen = counts.get(value);
      if (seen === undefined && counts.size === MAX_DISTINCT) distinctIsCapped = true;
      else counts.set(value, (seen ?? 0) + 1);
    },
    summarise: () => ({
      count,
      missing,
      distinct: counts.size,
      distinctIsCapped,
      top: [...counts]
        .sort(([, a], [, b]) => b - a)
        .slice(0, TOP)
        .map(([value, times]) => ({ value, count: times })),
    }),
  };
}
