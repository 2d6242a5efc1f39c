// The prompt `summarise_document`: puts a document before the model and asks for its gist.
import { completable, FleetError, type FleetServer } from 'mcp-fleet';
import { z } from 'zod';
import { documentUri } from './document-uri.ts';
import type { Library } from './library.ts';
import { suggestPaths } from './suggest-paths.ts';

export function registerSummarise(server: FleetServer, library: Library): void {
  const path = completable(z.string().min(1).describe('Path of the document.'), async (typed) =>
    suggestPaths(await library.list(), typed),
  );

  server.registerPrompt(
    'summarise_document',
    {
      title: 'Summarise a document',
      description: 'Asks for the gist of one document: its purpose, its main points and what is left open.',
      argsSchema: z.object({ path }),
    },
    async (args) => {
      const text = await library.read(args.path);
      if (text === undefined) throw new FleetError('INVALID_PARAMS', `There is no document "${args.path}".`);
      const resource = { uri: documentUri(args.path), mimeType: 'text/markdown', text };
      const request =
        `Summarise ${args.path} for a colleague who has five minutes: one sentence on what it is for, at most five ` +
        'points that matter, and what it leaves open. Keep to what it says.';
      return {
        description: `Summarise ${args.path}`,
        messages: [
          { role: 'user', content: { type: 'resource', resource } },
          { role: 'user', content: { type: 'text', text: request } },
        ],
      };
    },
  );
}
