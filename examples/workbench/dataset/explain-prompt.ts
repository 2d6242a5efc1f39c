// The prompt `explain_dataset`: shows the model the columns and asks it to find the story in them.
import type { FleetServer } from 'mcp-fleet';
import { z } from 'zod';
import type { Dataset } from './dataset.ts';
import { SCHEMA_URI, schemaText } from './schema-resource.ts';

const argsSchema = z.object({
  question: z.string().max(500).optional().describe('What you would like to know in particular.'),
});

export function registerExplain(server: FleetServer, dataset: Dataset): void {
  server.registerPrompt(
    'explain_dataset',
    {
      title: 'Explain the data set',
      description:
        'Asks for an overview of the data set, backed by statistics and a chart, or for the answer to a question.',
      argsSchema,
    },
    async ({ question }, ctx) => {
      const text = await schemaText(dataset, ctx.signal);
      const resource = { uri: SCHEMA_URI, mimeType: 'application/json', text };
      const task = question
        ? `Answer this question about the data set: ${question}`
        : 'Explain this data set to someone who sees it for the first time: what a row is, what is usual, what stands out.';
      const method =
        'Use csv_stats, grouped where that helps, and draw one chart that shows the main point. ' +
        'Say which numbers your answer rests on, and what the data cannot tell.';
      return {
        messages: [
          { role: 'user', content: { type: 'resource', resource } },
          { role: 'user', content: { type: 'text', text: `${task}\n\n${method}` } },
        ],
      };
    },
  );
}
