// The server of examples/everything once more, written with version 1 of the official SDK alone: a function that makes
// a server for a session. Run it: mcp-fleet serve examples/everything-sdk-v1/server.ts
// What it must do is asserted by `npm run conformance -- --server sdk-v1`.

import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SubscribeRequestSchema, UnsubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { registerChanges } from './changes.ts';
import { registerContentTools } from './content-tools.ts';
import { registerProgressTools } from './progress-tools.ts';
import { registerPrompts } from './prompts.ts';
import { registerQuestions } from './questions.ts';
import { registerResources } from './resources.ts';

export default function createServer(): McpServer {
  const server = new McpServer(
    { name: 'everything-sdk-v1', version: '1.0.0', title: 'Everything, written with version 1 of the SDK' },
    {
      instructions:
        'A test server: each tool shows one feature of the protocol and says which in its description.',
      capabilities: { logging: {}, resources: { subscribe: true } },
    },
  );
  const watched = new Set<string>();
  server.server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
    watched.add(params.uri);
    return {};
  });
  server.server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    watched.delete(params.uri);
    return {};
  });
  registerContentTools(server);
  registerProgressTools(server);
  registerQuestions(server);
  registerResources(server, watched);
  registerPrompts(server);
  registerChanges(server);
  return server;
}
