// The fixture once more, written with version 2 of the official SDK and served by `fromSdk`.

import { McpServer } from '@modelcontextprotocol/server';
import { fromSdk, type SdkOptions } from 'mcp-fleet';
import type { Fixture } from '../fixture.ts';
import type { Runs } from '../fixture-questions.ts';
import { createWitness } from '../fixture-running.ts';
import { registerPrompts, registerResources } from './content-v2.ts';
import { LIMITS } from './limits.ts';
import { LiveServers } from './live-servers.ts';
import { registerQuestions } from './questions-v2.ts';
import { registerRunningTools } from './running-v2.ts';
import { registerTools } from './tools-v2.ts';

export interface SdkV2Fixture extends Fixture {
  readonly servers: LiveServers<McpServer>;
}

export function createSdkV2Fixture(options?: SdkOptions): SdkV2Fixture {
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
        cacheHints: { 'tools/list': { ttlMs: 60_000, cacheScope: 'public' } },
      },
    );
    registerTools(server);
    registerRunningTools(server, witness);
    registerQuestions(server, runs);
    registerResources(server);
    registerPrompts(server);
    return servers.add(server);
  };
  const server = fromSdk(createServer, options);
  return { kind: 'sdk-v2', server, changes: servers, servers, witness, runs, node: { tools: LIMITS } };
}
