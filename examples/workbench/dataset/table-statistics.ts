// Statistics over the columns of a table that arrives in batches: of the whole table, or of each
// group of rows that share a value. The schemas double as the output schema of the tool.
import { setImmediate } from 'node:timers/promises';
import { ToolError } from 'mcp-fleet';
import { z } from 'zod';
import { inferKind, unitOf } from './column-kind.ts';
import type { CsvBatch } from './csv-batches.ts';
import { createNumberColumn } from './number-column.ts';
import { createTextColumn } from './text-column.ts';
import { createTimeColumn } from './time-column.ts';

/** More groups than this are no overview, and each of them costs memory. */
const MAX_GROUPS = 50;

const figure = z.number().nullable();

export const columnStatisticsSchema = z.discriminatedUnion('kind', [
  z.object({
    name: z.string(),
    kind: z.literal('number'),
    unit: z.string().optional(),
    count: z.number().int(),
    missing: z.number().int(),
    invalid: z.number().int(),
    mean: figure,
    sd: figure,
    min: figure,
    p50: figure,
    p95: figure,
    p99: figure,
    max: figure,
  }),
  z.object({
    name: z.string(),
    kind: z.literal('time'),
    count: z.number().int(),
    missing: z.number().int(),
    invalid: z.number().int(),
    first: z.string().nullable(),
    last: z.string().nullable(),
  }),
  z.object({
    name: z.string(),
    kind: z.literal('text'),
    count: z.number().int(),
    missing: z.number().int(),
    distinct: z.number().int(),
    distinctIsCapped: z.boolean(),
    top: z.array(z.object({ value: z.string(), count: z.number().int() })),
  }),
]);

export const groupStatisticsSchema = z.object({
  value: z.string().describe('The value that the rows of this group share; empty for the whole table.'),
  rows: z.number().int(),
  columns: z.array(columnStatisticsSchema),
});

export type ColumnStatistics = z.infer<typeof columnStatisticsSchema>;
export type GroupStatistics = z.infer<typeof groupStatisticsSchema>;

export interface StatisticsRequest {
  /** All columns when absent. */
  columns?: readonly string[] | undefined;
  /** The whole table is one group when absent. */
  groupBy?: string | undefined;
}

/**
 * The largest group comes first.
 *
 * @throws ToolError when a column does not exist, or there are more than 50 groups.
 */
export async function tableStatistics(
  batches: AsyncIterable<CsvBatch>,
  request: StatisticsRequest,
): Promise<GroupStatistics[]> {
  let table: Table | undefined;
  for await (const batch of batches) {
    table ??= openTable(batch, request);
    for (const row of batch.rows) table.add(row);
  }
  const groups: GroupStatistics[] = [];
  for (const { value, rows, columns } of table?.groups() ?? []) {
    const summaries: ColumnStatistics[] = [];
    for (const column of columns) {
      summaries.push(column.summarise());
      // Each has sorted up to every number of the file: other calls get their turn in between.
      await setImmediate();
    }
    groups.push({ value, rows, columns: summaries });
  }
  return groups.sort((a, b) => b.rows - a.rows);
}

interface Column {
  index: number;
  add(value: string): void;
  summarise(): ColumnStatistics;
}

interface Group {
  value: string;
  rows: number;
  columns: Column[];
}

interface Table {
  add(row: readonly string[]): void;
  groups(): Iterable<Group>;
}

function openTable({ header, rows: sample }: CsvBatch, { columns, groupBy }: StatisticsRequest): Table {
  const groupIndex = groupBy === undefined ? undefined : columnIndex(header, groupBy);
  const chosen = (columns ?? header.filter((name) => name !== groupBy)).map((name) =>
    columnIndex(header, name),
  );
  const kinds = chosen.map((index) => inferKind(sample.map((row) => row[index] ?? '')));
  const groups = new Map<string, Group>();

  const open = (value: string): Group => {
    if (groups.size === MAX_GROUPS) {
      throw new ToolError(
        `Column "${groupBy}" has more than ${MAX_GROUPS} different values: group by a column with fewer.`,
      );
    }
    const group: Group = {
      value,
      rows: 0,
      columns: chosen.map((index, position) =>
        openColumn(header[index] ?? '', index, kinds[position] ?? 'text'),
      ),
    };
    groups.set(value, group);
    return group;
  };

  if (groupIndex === undefined) open('');
  return {
    add(row) {
      const value = groupIndex === undefined ? '' : (row[groupIndex] ?? '');
      const group = groups.get(value) ?? open(value);
      group.rows += 1;
      for (const column of group.columns) column.add(row[column.index] ?? '');
    },
    groups: () => groups.values(),
  };
}

function openColumn(name: string, index: number, kind: ColumnStatistics['kind']): Column {
  switch (kind) {
    case 'number': {
      const unit = unitOf(name);
      const column = createNumberColumn();
      const identity = { name, kind, ...(unit === undefined ? {} : { unit }) };
      return { index, add: column.add, summarise: () => ({ ...identity, ...column.summarise() }) };
    }
    case 'time': {
      const column = createTimeColumn();
      return { index, add: column.add, summarise: () => ({ name, kind, ...column.summarise() }) };
    }
    case 'text': {
      const column = createTextColumn();
      return { index, add: column.add, summarise: () => ({ name, kind, ...column.summarise() }) };
    }
  }
}

/** @throws ToolError that names the columns there are. */
export function columnIndex(header: readonly string[], name: string): number {
  const index = header.indexOf(name);
  if (index === -1) throw new ToolError(`There is no column "${name}". There are: ${header.join(', ')}.`);
  return index;
}
