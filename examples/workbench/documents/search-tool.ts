// The tool `search`: finds passages in the documents and links to them.
import type { FleetServer } from 'mcp-fleet';
import { z } from 'zod';
import { documentUri } from './document-uri.ts';
import type { SearchAnswer, SearchIndex } from './search-index.ts';

const inputSchema = z.object({
  query: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .describe('Words to look for. The beginning of a word and small misspellings match as well.'),
  limit: z.int().min(1).max(20).default(5).describe('How many passages to return at most, best first.'),
});

const outputSchema = z.object({
  total: z.int().describe('How many passages match in all.'),
  hits: z.array(
    z.object({
      uri: z.string().describe('Read this resource for the whole document.'),
      path: z.string(),
      heading: z.string().describe('The headings that lead to the passage, outermost first.'),
      line: z.int().describe('Line of the best match in the document, counted from 1.'),
      snippet: z.string(),
      score: z.number().describe('Relevance; comparable within this answer only.'),
    }),
  ),
});

export function registerSearch(server: FleetServer, index: SearchIndex): void {
  server.registerTool(
    'search',
    {
      title: 'Search the documents',
      description:
        'Full-text search over the Markdown documents of this server. Answers with the best passages: document, ' +
        'headings, line and a snippet. Use it to find out where something is explained, then read that document.',
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    async ({ query, limit }) => {
      const answer = await index.search(query, limit);
      const hits = answer.hits.map((hit) => ({ uri: documentUri(hit.path), ...hit }));
      return {
        content: [{ type: 'text', text: asText(query, answer) }, ...linksTo(answer)],
        structuredContent: { total: answer.total, hits },
      };
    },
  );
}

function asText(query: string, { hits, total }: SearchAnswer): string {
  if (total === 0) return `No passage matches "${query}". Try fewer or other words.`;
  const passages = hits.map(
    ({ path, line, heading, snippet }) => `${path}:${line} (${heading})\n  ${snippet}`,
  );
  return [`${hits.length} of ${total} matching passages:`, ...passages].join('\n\n');
}

/** One link a document, in the order of the hits. */
function linksTo({ hits }: SearchAnswer) {
  const firstHits = hits.filter(({ path }, index) => hits.findIndex((hit) => hit.path === path) === index);
  return firstHits.map(({ path, heading }) => ({
    type: 'resource_link' as const,
    uri: documentUri(path),
    name: path,
    description: heading,
    mimeType: 'text/markdown',
  }));
}
