// The fixture once more, written with version 1 of the official SDK and served by `fromSdkV1`.

import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SubscribeRequestSchema, UnsubscribeRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { fromSdkV1, type SdkV1Options } from 'mcp-fleet';
import type { Fixture } from '../fixture.ts';
import type { Runs } from '../fixture-questions.ts';
import { createWitness } from '../fixture-running.ts';
import { registerPrompts, registerResources } from './content-v1.ts';
import { LIMITS } from './limits.ts';
import { LiveServers } from './live-servers.ts';
import { registerQuestions } from './questions-v1.ts';
import { registerRunningTools } from './running-v1.ts';
import { registerTools } from './tools-v1.ts';

export interface SdkV1Fixture extends Fixture {
  readonly servers: LiveServers<McpServer>;
}

export function createSdkV1Fixture(options?: SdkV1Options): SdkV1Fixture {
  const witness = createWitness();
  const runs: Runs = new Map();
  const servers = new LiveServers<McpServer>({
    tool: (server, name) => server.registerTool(name, {}, () => ({ content: [] })),
    prompt: (server, name) => server.registerPrompt(name, {}, () => ({ messages: [] })),
    resource: (uri) => (server, name) => server.registerResource(name, uri, {}, () => ({ contents: [] })),
  });
  const createServer = (): McpServer => {
    const server = new McpServer(
      { name: 'fixture', version: '3.1.4', title: 'Fixture', websiteUrl: 'https://example.com' },
      {
        instructions: 'Try everything.',
        capabilities: { logging: {}, resources: { subscribe: true } },
      },
    );
    for (const schema of [SubscribeRequestSchema, UnsubscribeRequestSchema]) {
      server.server.setRequestHandler(schema, () => ({}));
    }
    registerTools(server);
    registerRunningTools(server, witness);
    registerQuestions(server, runs);
    registerResources(server);
    registerPrompts(server);
    return servers.add(server);
  };
  const server = fromSdkV1(createServer, options);
  return { kind: 'sdk-v1', server, changes: servers, servers, witness, runs, node: { tools: LIMITS } };
}
