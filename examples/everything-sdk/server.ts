// The server of examples/everything once more, written with the official SDK v2 alone, as for its createMcpHandler: a
// function that makes a server. Run it: mcp-fleet serve examples/everything-sdk/server.ts
// What it must do is asserted by `npm run conformance -- --server sdk`, in both protocol eras.

import { McpServer } from '@modelcontextprotocol/server';
import { registerChanges } from './changes.ts';
import { registerContentTools } from './content-tools.ts';
import { registerProgressTools } from './progress-tools.ts';
import { registerPrompts } from './prompts.ts';
import { registerQuestions } from './questions.ts';
import { registerResources } from './resources.ts';
import { registerRounds } from './rounds.ts';
import { states } from './states.ts';

export default function createServer(): McpServer {
  const server = new McpServer(
    { name: 'everything-sdk', version: '1.0.0', title: 'Everything, written with the SDK' },
    {
      instructions:
        'A test server: each tool shows one feature of the protocol and says which in its description.',
      capabilities: { logging: {}, resources: { subscribe: true } },
      requestState: { verify: states.verify },
    },
  );
  registerContentTools(server);
  registerProgressTools(server);
  registerQuestions(server);
  registerRounds(server);
  registerResources(server);
  registerPrompts(server);
  registerChanges(server);
  return server;
}
