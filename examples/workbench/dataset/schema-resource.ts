// The resource `data://orders/schema`: what is in the data set, for who wants to ask it something.
import type { FleetServer } from 'mcp-fleet';
import { readCsvBatches } from './csv-batches.ts';
import type { Dataset } from './dataset.ts';
import { datasetSchema } from './dataset-schema.ts';

export const SCHEMA_URI = 'data://orders/schema';

/** The description as JSON, from the first rows of the file. */
export async function schemaText(dataset: Dataset, signal: AbortSignal): Promise<string> {
  const file = await dataset.locate();
  for await (const head of readCsvBatches(file.path, signal)) {
    return JSON.stringify(datasetSchema(file, head), null, 2);
  }
  throw new Error(`${file.path} gave no rows and no error.`);
}

export function registerSchema(server: FleetServer, dataset: Dataset): void {
  server.registerResource(
    'orders-schema',
    SCHEMA_URI,
    {
      title: 'Columns of the data set',
      description:
        'The columns of the CSV behind csv_stats and chart: name, kind, unit, meaning and an example.',
      mimeType: 'application/json',
      cacheHint: { ttlMs: 300_000, cacheScope: 'public' },
    },
    async (uri, ctx) => ({
      contents: [
        { uri: uri.href, mimeType: 'application/json', text: await schemaText(dataset, ctx.signal) },
      ],
    }),
  );
}
