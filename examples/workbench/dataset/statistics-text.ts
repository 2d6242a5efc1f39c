// Statistics as Markdown, for a model or a person to read: one table a group for its numbers, a line
// each for the other columns.
import type { ColumnStatistics, GroupStatistics } from './table-statistics.ts';

type NumberStatistics = Extract<ColumnStatistics, { kind: 'number' }>;

const FIGURES = ['mean', 'sd', 'min', 'p50', 'p95', 'p99', 'max'] as const;

export function statisticsText(groups: readonly GroupStatistics[], groupBy: string | undefined): string {
  return groups
    .map((group) => {
      const title = groupBy === undefined ? 'All rows' : `${groupBy} = ${group.value || '(empty)'}`;
      return [`## ${title}: ${group.rows} rows`, ...others(group), ...numbers(group)].join('\n');
    })
    .join('\n\n');
}

function numbers({ columns }: GroupStatistics): string[] {
  const rows = columns.flatMap((column) => (column.kind === 'number' ? [numberRow(column)] : []));
  if (rows.length === 0) return [];
  return ['', row(['column', 'count', ...FIGURES]), row(Array.from({ length: 9 }, () => '---')), ...rows];
}

function numberRow(column: NumberStatistics): string {
  const name = column.unit === undefined ? column.name : `${column.name} (${column.unit})`;
  return row([name, String(column.count), ...FIGURES.map((figure) => shortNumber(column[figure]))]);
}

function others({ columns }: GroupStatistics): string[] {
  return columns.flatMap((column) => {
    if (column.kind === 'time') return [`- ${column.name}: ${column.first ?? '-'} to ${column.last ?? '-'}`];
    if (column.kind === 'text') {
      const top = column.top.map(({ value, count }) => `${value} (${count})`).join(', ');
      return [`- ${column.name}: ${column.distinctIsCapped ? 'over ' : ''}${column.distinct} values; ${top}`];
    }
    return [];
  });
}

const row = (cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const shortNumber = (value: number | null) => (value === null ? '-' : String(Number(value.toPrecision(6))));
