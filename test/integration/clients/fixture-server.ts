// The server that every official client is tried on: one of each thing that a server can offer. Its default export is
// served by the command line; tests make their own with `createFixture`.

import { FleetServer, ResourceTemplate } from 'mcp-fleet';
import type { Changes, Fixture } from './fixture.ts';
import { registerPrompts, registerResources, registerTemplates } from './fixture-content.ts';
import { type Runs, registerAwaitedQuestions, registerReturnedQuestions } from './fixture-questions.ts';
import { createWitness, registerRunningTools, type Witness } from './fixture-running.ts';
import { registerFailingTools, registerInputTools, registerResultTools } from './fixture-tools.ts';

export interface NativeFixture extends Fixture {
  readonly server: FleetServer;
}

export function createFixture(witness: Witness = createWitness(), runs: Runs = new Map()): NativeFixture {
  const server = new FleetServer(
    { name: 'fixture', version: '3.1.4', title: 'Fixture', websiteUrl: 'https://example.com' },
    {
      instructions: 'Try everything.',
      cacheHints: { 'tools/list': { ttlMs: 60_000, cacheScope: 'public' } },
    },
  );
  registerInputTools(server);
  registerResultTools(server);
  registerFailingTools(server);
  registerRunningTools(server, witness);
  registerAwaitedQuestions(server, runs);
  registerReturnedQuestions(server, runs);
  registerResources(server);
  registerTemplates(server);
  registerPrompts(server);
  return { kind: 'native', server, changes: changesOf(server), witness, runs, node: {} };
}

export function changesOf(server: FleetServer): Changes {
  return {
    addTool: (name) => server.registerTool(name, {}, () => ({ content: [] })),
    addPrompt: (name) => server.registerPrompt(name, {}, () => ({ messages: [] })),
    addResource: (name, uri) => server.registerResource(name, uri, {}, () => ({ contents: [] })),
    toolsChanged: () => server.sendToolListChanged(),
    promptsChanged: () => server.sendPromptListChanged(),
    resourcesChanged: () => server.sendResourceListChanged(),
    resourceUpdated: (uri) => server.sendResourceUpdated(uri),
  };
}

const LISTED_BY_TEMPLATE = [
  { uri: 'part://3/a', name: 'part-a' },
  { uri: 'part://3/b', name: 'part-b' },
];

/** A server whose lists have five entries each and two on a page. */
export function createPagedServer(): FleetServer {
  const server = new FleetServer({ name: 'paged', version: '1.0.0' }, { pageSize: 2 });
  for (const n of [1, 2, 3, 4, 5]) {
    server.registerTool(`tool-${n}`, {}, () => ({ content: [] }));
    server.registerPrompt(`prompt-${n}`, {}, () => ({ messages: [] }));
    server.registerResource(`resource-${n}`, `item://${n}`, {}, () => ({ contents: [] }));
    const list = n === 3 ? () => ({ resources: LISTED_BY_TEMPLATE }) : undefined;
    const template = new ResourceTemplate(`part://${n}/{id}`, { list });
    server.registerResource(`template-${n}`, template, {}, () => ({ contents: [] }));
  }
  return server;
}

export default createFixture().server;
