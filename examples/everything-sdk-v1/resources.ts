// Resources: a text, some bytes, a template, and one that clients can watch.

import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { RED_PIXEL_PNG } from '../everything/media.ts';

const WATCHED_URI = 'test://watched-resource';
/** Of all servers that the factory makes: there is one resource. */
let updates = 0;

/** @param watched URIs that the client of this server wants to be told of */
export function registerResources(server: McpServer, watched: ReadonlySet<string>): void {
  server.registerResource(
    'static-text',
    'test://static-text',
    { title: 'Static text', description: 'A text that never changes.', mimeType: 'text/plain' },
    (uri) => ({
      contents: [
        { uri: uri.href, mimeType: 'text/plain', text: 'This is the content of the static text resource.' },
      ],
    }),
  );

  server.registerResource(
    'static-binary',
    'test://static-binary',
    { title: 'Static bytes', description: 'An image that never changes.', mimeType: 'image/png' },
    (uri) => ({ contents: [{ uri: uri.href, mimeType: 'image/png', blob: RED_PIXEL_PNG }] }),
  );

  server.registerResource(
    'template-data',
    new ResourceTemplate('test://template/{id}/data', {
      list: undefined,
      complete: { id: (value) => ['123', '456', '789'].filter((id) => id.startsWith(value)) },
    }),
    { title: 'Data by id', description: 'Data made up for any id.', mimeType: 'application/json' },
    (uri, variables) => {
      const id = String(variables.id);
      return {
        contents: [
          {
            uri: uri.href,
            mimeType: 'application/json',
            text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
          },
        ],
      };
    },
  );

  server.registerResource(
    'watched-resource',
    WATCHED_URI,
    { title: 'Watched resource', description: 'A text to subscribe to.', mimeType: 'text/plain' },
    (uri) => ({ contents: [{ uri: uri.href, mimeType: 'text/plain', text: `Updated ${updates} time(s).` }] }),
  );

  server.registerTool(
    'test_trigger_resource_update',
    { description: 'Changes the watched resource and tells its subscribers.', inputSchema: {} },
    async () => {
      updates += 1;
      if (watched.has(WATCHED_URI)) await server.server.sendResourceUpdated({ uri: WATCHED_URI });
      return { content: [{ type: 'text', text: `${WATCHED_URI} was updated.` }] };
    },
  );
}
