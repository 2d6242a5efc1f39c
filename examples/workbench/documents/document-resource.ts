// The resources `docs://{+path}`: every document, listed, read and completed by its path.
import { FleetError, type FleetServer, ResourceTemplate } from 'mcp-fleet';
import { DOCUMENT_TEMPLATE, documentUri } from './document-uri.ts';
import type { Library } from './library.ts';
import { suggestPaths } from './suggest-paths.ts';

export function registerDocuments(server: FleetServer, library: Library): void {
  const template = new ResourceTemplate(DOCUMENT_TEMPLATE, {
    list: async () => ({
      resources: (await library.list()).map(({ path, bytes, modifiedAt }) => ({
        uri: documentUri(path),
        name: path,
        size: bytes,
        annotations: { lastModified: modifiedAt.toISOString() },
      })),
    }),
    complete: { path: async (typed) => suggestPaths(await library.list(), typed) },
  });

  server.registerResource(
    'document',
    template,
    {
      title: 'Document',
      description: 'A Markdown document of the folder that "search" searches.',
      mimeType: 'text/markdown',
      cacheHint: { ttlMs: 60_000, cacheScope: 'public' },
    },
    async (uri, { path }) => {
      const text = await library.read(String(path));
      if (text === undefined)
        throw new FleetError('RESOURCE_NOT_FOUND', `There is no document "${path}".`, {
          data: { uri: uri.href },
        });
      return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text }] };
    },
  );
}
