// The tool `csv_stats`: computes statistics over the columns of the data set, from the file, anew with
// each call. It is the tool that keeps a processor busy.
import type { FleetServer } from 'mcp-fleet';
import { z } from 'zod';
import { readCsvBatches } from './csv-batches.ts';
import type { Dataset } from './dataset.ts';
import { statisticsText } from './statistics-text.ts';
import { groupStatisticsSchema, tableStatistics } from './table-statistics.ts';
import { withProgress } from './with-progress.ts';

const inputSchema = z.object({
  columns: z
    .array(z.string())
    .min(1)
    .max(50)
    .optional()
    .describe('Names of the columns to describe; all when left out. data://orders/schema lists them.'),
  group_by: z
    .string()
    .optional()
    .describe(
      'Describe each group of rows that share a value in this column, e.g. "region". At most 50 groups.',
    ),
});

const outputSchema = z.object({
  file: z.string(),
  bytes: z.int(),
  rows: z.int(),
  groups: z
    .array(groupStatisticsSchema)
    .describe('One for the whole table, or one a value of group_by, largest first.'),
});

export function registerCsvStats(server: FleetServer, dataset: Dataset): void {
  server.registerTool(
    'csv_stats',
    {
      title: 'Describe the data set',
      description:
        'Statistics over a CSV of orders: for number columns count, mean, standard deviation, minimum, maximum and ' +
        'the quantiles p50, p95 and p99; for text columns the most frequent values; for times the first and last. ' +
        'With group_by, for each group by itself: use that to compare regions or products.',
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
      scale: { timeoutMs: 60_000 },
    },
    async ({ columns, group_by: groupBy }, ctx) => {
      const file = await dataset.locate();
      const batches = withProgress(readCsvBatches(file.path, ctx.signal), file.bytes, (bytesRead, bytes) =>
        ctx.progress(bytesRead, bytes, 'Reading the rows'),
      );
      const groups = await tableStatistics(batches, { columns, groupBy });
      const rows = groups.reduce((sum, group) => sum + group.rows, 0);
      return {
        content: [{ type: 'text', text: `${file.name}\n\n${statisticsText(groups, groupBy)}` }],
        structuredContent: { file: file.name, bytes: file.bytes, rows, groups },
      };
    },
  );
}
