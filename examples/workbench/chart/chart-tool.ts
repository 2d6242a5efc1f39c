// The tool `chart`: draws one column of the data set over another, as a picture and as numbers.
import type { FleetServer } from 'mcp-fleet';
import { z } from 'zod';
import { unitOf } from '../dataset/column-kind.ts';
import { readCsvBatches } from '../dataset/csv-batches.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { withProgress } from '../dataset/with-progress.ts';
import { type ChartSpec, chartSvg } from './chart-svg.ts';
import { AGGREGATES, type Aggregate, pointsOf } from './points.ts';
import { rasterise } from './rasterise.ts';
import { TIME_BUCKETS } from './time-bucket.ts';
import { type Totals, totalsBy } from './totals.ts';
import { createTotalsCache } from './totals-cache.ts';

const inputSchema = z.object({
  kind: z.enum(['bar', 'line']).default('bar').describe('Bars to compare groups, a line to follow time.'),
  x: z.string().default('region').describe('Column to group by, e.g. "region", "product" or "time".'),
  y: z
    .string()
    .default('price_eur')
    .describe('Column of numbers to show. data://orders/schema lists all columns.'),
  aggregate: z.enum(AGGREGATES).default('sum').describe('How the numbers of a group become one.'),
  bucket: z
    .enum(TIME_BUCKETS)
    .default('week')
    .describe('How long a group is when x holds times; ignored otherwise.'),
  title: z.string().max(80).optional().describe('Heading of the chart; made from the columns when left out.'),
});

type ChartRequest = z.infer<typeof inputSchema>;

const outputSchema = z.object({
  title: z.string(),
  unit: z.string().optional(),
  points: z.array(
    z.object({
      label: z.string().describe('Value of x; for times the start of the bucket in UTC.'),
      value: z.number(),
    }),
  ),
});

export function registerChart(server: FleetServer, dataset: Dataset): void {
  const cachedTotals = createTotalsCache();

  server.registerTool(
    'chart',
    {
      title: 'Draw a chart',
      description:
        'Draws the sum or mean of one column of the data set by another, as a bar or line chart (PNG), and returns ' +
        'the numbers in it. A text column with more than 12 values ends in a bar for the rest.',
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
      scale: { timeoutMs: 60_000 },
    },
    async (request, ctx) => {
      const { x, y, aggregate, bucket } = request;
      const file = await dataset.locate();
      const totals = await cachedTotals({ file, x, bucket }, () => {
        const batches = readCsvBatches(file.path, ctx.signal);
        return totalsBy(
          withProgress(batches, file.bytes, (read, bytes) => ctx.progress(read, bytes, 'Adding up the rows')),
          x,
          bucket,
        );
      });
      const spec = chartSpec(request, totals, file.name);
      const points = pointsOf(totals, y, aggregate);
      const png = await rasterise(chartSvg({ ...spec, points }));
      const unit = unitOf(y);
      return {
        content: [
          { type: 'image', data: png.toString('base64'), mimeType: 'image/png' },
          {
            type: 'text',
            text: `${spec.title}. ${spec.yName} for ${points.length} values of ${spec.xName}.`,
          },
        ],
        structuredContent: { title: spec.title, ...(unit === undefined ? {} : { unit }), points },
      };
    },
  );
}

const AGGREGATE_NAMES: Record<Aggregate, string> = { sum: 'Sum', mean: 'Mean' };

function chartSpec(request: ChartRequest, totals: Totals, fileName: string): Omit<ChartSpec, 'points'> {
  const { kind, x, y, aggregate } = request;
  const unit = unitOf(y);
  const measure = `${AGGREGATE_NAMES[aggregate]} of ${y}`;
  const by = totals.bucket === undefined ? x : totals.bucket;
  return {
    kind,
    title: request.title ?? `${measure} by ${by}`,
    subtitle: `${fileName}, ${totals.rows.toLocaleString('en')} rows`,
    xName: totals.bucket === undefined ? x : `${x}, by ${totals.bucket} (UTC)`,
    yName: unit === undefined ? measure : `${measure} (${unit})`,
    bucket: totals.bucket,
  };
}
