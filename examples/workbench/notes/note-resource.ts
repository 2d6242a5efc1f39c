// The resources `note://{id}`: every published note, listed, read and completed by its id.
import { FleetError, type FleetServer, ResourceTemplate } from 'mcp-fleet';
import { NOTE_TEMPLATE, noteUri } from './note-uri.ts';
import type { Notebook } from './notebook.ts';

export function registerNotes(server: FleetServer, notebook: Notebook): void {
  const template = new ResourceTemplate(NOTE_TEMPLATE, {
    list: async () => ({
      resources: (await notebook.list()).map(({ id, title, bytes, modifiedAt }) => ({
        uri: noteUri(id),
        name: id,
        title: title ?? id,
        size: bytes,
        annotations: { lastModified: modifiedAt.toISOString() },
      })),
    }),
    complete: {
      id: async (typed) => (await notebook.list()).map(({ id }) => id).filter((id) => id.startsWith(typed)),
    },
  });

  server.registerResource(
    'note',
    template,
    { title: 'Note', description: 'A note that publish_note has written.', mimeType: 'text/markdown' },
    async (uri, { id }) => {
      const text = await notebook.read(String(id));
      if (text === undefined)
        throw new FleetError('RESOURCE_NOT_FOUND', `There is no note "${id}".`, { data: { uri: uri.href } });
      return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text }] };
    },
  );
}
