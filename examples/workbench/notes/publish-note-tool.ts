// The tool `publish_note`: asks the user, then writes a note. In 2026-07-28 the handler runs twice,
// before and after the answer, so nothing is written before the question.
import type { FleetServer } from 'mcp-fleet';
import { z } from 'zod';
import { confirmationSchema, decisionOf, type Refusal } from './confirmation.ts';
import { noteUri } from './note-uri.ts';
import type { Notebook, PublishOutcome } from './notebook.ts';

const inputSchema = z.object({
  title: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(/^[^\r\n]*$/, 'must be one line')
    .describe('What the note is about, on one line.'),
  body: z.string().min(1).max(20_000).describe('The note itself, in Markdown.'),
});

const outputSchema = z.object({
  outcome: z.enum(['created', 'updated', 'unchanged', 'declined', 'cancelled', 'not confirmed']),
  uri: z.string().optional().describe('Resource of the note, when there is one.'),
});

const OUTCOME_TEXTS: Record<PublishOutcome, string> = {
  created: 'Published as',
  updated: 'It was there already; its tag is now changed:',
  unchanged: 'Exactly this note was published before:',
};

const REFUSAL_TEXTS: Record<Refusal, string> = {
  declined: 'the user declined.',
  cancelled: 'the user closed the question without an answer.',
  'not confirmed': 'the user did not confirm it.',
};

export function registerPublishNote(server: FleetServer, notebook: Notebook): void {
  server.registerTool(
    'publish_note',
    {
      title: 'Publish a note',
      description:
        'Writes a note into the folder of notes, after asking the user. The user may decline; then do not ask again ' +
        'unless they say so. Publishing the same note twice changes nothing.',
      inputSchema,
      outputSchema,
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    async ({ title, body }, ctx) => {
      const answer = await ctx.elicit({
        message: `Publish the note "${title}" (${body.length} characters)?`,
        requestedSchema: confirmationSchema,
      });
      const decision = decisionOf(answer);
      if (!decision.publish) {
        const { reason } = decision;
        return {
          content: [{ type: 'text', text: `Not published: ${REFUSAL_TEXTS[reason]}` }],
          structuredContent: { outcome: reason },
        };
      }
      const { id, outcome } = await notebook.publish({ title, body, tag: decision.tag });
      const uri = noteUri(id);
      if (outcome === 'created') server.sendResourceListChanged();
      if (outcome !== 'unchanged') server.sendResourceUpdated(uri);
      return {
        content: [
          { type: 'text', text: `${OUTCOME_TEXTS[outcome]} ${uri}` },
          { type: 'resource_link', uri, name: id, title, mimeType: 'text/markdown' },
        ],
        structuredContent: { outcome, uri },
      };
    },
  );
}
