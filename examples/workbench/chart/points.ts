// Picks from the totals what one chart shows: a value for each point, in an order that reads well,
// and no more points than the eye can follow.
import { ToolError } from 'mcp-fleet';
import { columnIndex } from '../dataset/table-statistics.ts';
import type { GroupTotals, Totals } from './totals.ts';

export const AGGREGATES = ['sum', 'mean'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** The rest of a text column becomes one bar, `Other`. */
const MAX_CATEGORIES = 12;

export interface Point {
  /** The value of the x column; for times, the start of the bucket in ISO 8601. */
  label: string;
  value: number;
}

/** @throws ToolError when `y` is not a column of numbers. */
export function pointsOf({ header, groups, xKind }: Totals, y: string, aggregate: Aggregate): Point[] {
  const index = columnIndex(header, y);
  const known = [...groups].filter(([, { counts }]) => (counts[index] ?? 0) > 0);
  if (known.length === 0) throw new ToolError(`Column "${y}" has no numbers to chart.`);
  const toPoint = ([label, group]: [string, GroupTotals]) => ({
    label,
    value: aggregated(group, index, aggregate),
  });

  switch (xKind) {
    case 'time':
      return known.map(toPoint).sort((a, b) => (a.label < b.label ? -1 : 1));
    case 'number':
      return known.map(toPoint).sort((a, b) => Number(a.label) - Number(b.label));
    case 'text': {
      const ranked = known.sort(
        ([, a], [, b]) => aggregated(b, index, aggregate) - aggregated(a, index, aggregate),
      );
      if (ranked.length <= MAX_CATEGORIES) return ranked.map(toPoint);
      const rest = ranked.splice(MAX_CATEGORIES - 1);
      return [...ranked.map(toPoint), toPoint([`Other (${rest.length})`, merge(rest, index)])];
    }
  }
}

function aggregated({ sums, counts }: GroupTotals, index: number, aggregate: Aggregate): number {
  const sum = sums[index] ?? 0;
  const value = aggregate === 'sum' ? sum : sum / (counts[index] ?? 1);
  // Ten digits: what lies behind them is left over from adding fractions.
  return Number(value.toPrecision(10));
}

/** From sums and counts, so that the mean of the rest weighs every row alike. */
function merge(groups: [string, GroupTotals][], index: number): GroupTotals {
  const merged = { sums: new Float64Array(index + 1), counts: new Float64Array(index + 1) };
  for (const [, { sums, counts }] of groups) {
    merged.sums[index] = (merged.sums[index] ?? 0) + (sums[index] ?? 0);
    merged.counts[index] = (merged.counts[index] ?? 0) + (counts[index] ?? 0);
  }
  return merged;
}
