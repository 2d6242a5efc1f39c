// The tool `echo`: does nothing, so that what a call costs without any work can be seen.
import type { FleetServer } from 'mcp-fleet';
import { z } from 'zod';

const inputSchema = z.object({
  message: z.string().max(10_000).describe('What to say back.'),
});

export function registerEcho(server: FleetServer): void {
  server.registerTool(
    'echo',
    {
      title: 'Echo',
      description: 'Answers with the message it was given. Useful to check that the server is there.',
      inputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ message }) => ({ content: [{ type: 'text', text: message }] }),
  );
}
