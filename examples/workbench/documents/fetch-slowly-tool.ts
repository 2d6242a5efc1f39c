// The tool `fetch_slowly`: reads a document a piece at a time with a pause before each, like a slow
// upstream would answer. Try progress, cancellation, deadlines and draining on it.
import { setTimeout } from 'node:timers/promises';
import { type FleetServer, ToolError } from 'mcp-fleet';
import { z } from 'zod';
import { documentUri } from './document-uri.ts';
import type { Library } from './library.ts';

const MAX_STEPS = 20;
const MAX_DELAY_MS = 5000;

const inputSchema = z.object({
  path: z.string().min(1).max(500).describe('Path of the document, as in the results of "search".'),
  steps: z.int().min(1).max(MAX_STEPS).default(5).describe('In how many pieces to read it.'),
  delayMs: z
    .int()
    .min(0)
    .max(MAX_DELAY_MS)
    .default(500)
    .describe('How long to wait before each piece, in milliseconds.'),
});

const outputSchema = z.object({
  path: z.string(),
  bytes: z.int(),
  steps: z.int(),
  waitedMs: z.int().describe('The pauses taken together, in milliseconds.'),
});

export function registerFetchSlowly(server: FleetServer, library: Library): void {
  server.registerTool(
    'fetch_slowly',
    {
      title: 'Read a document slowly',
      description:
        'Reads one document in several steps with a pause before each, reporting progress and a log message a step. ' +
        'Only useful to see how a client copes with slow work; to just read a document, read its docs:// resource.',
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
      // The longest run that the arguments allow, and time to read.
      scale: { timeoutMs: MAX_STEPS * MAX_DELAY_MS + 5000 },
    },
    async ({ path, steps, delayMs }, ctx) => {
      const text = await library.readInSteps(path, steps, async (step, bytes) => {
        // Rejects at the moment of an abort: the rest is neither waited for nor read.
        await setTimeout(delayMs, undefined, { signal: ctx.signal });
        ctx.progress(step, steps, `Step ${step} of ${steps}`);
        ctx.log('info', { path, step, steps, bytes }, 'fetch_slowly');
      });
      if (text === undefined)
        throw new ToolError(`There is no document "${path}". Use "search" to find one.`);
      const bytes = Buffer.byteLength(text);
      return {
        content: [
          { type: 'text', text: `Read ${bytes} bytes in ${steps} steps.` },
          { type: 'resource', resource: { uri: documentUri(path), mimeType: 'text/markdown', text } },
        ],
        structuredContent: { path, bytes, steps, waitedMs: steps * delayMs },
      };
    },
  );
}
