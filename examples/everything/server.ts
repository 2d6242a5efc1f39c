// One server with one of everything: the tools, resources and prompts that the official conformance suite calls,
// under the names it expects. Run it: mcp-fleet serve examples/everything/server.ts
// What it must do is asserted by `npm run conformance`, in both protocol eras.

import { FleetServer } from 'mcp-fleet';
import { registerChanges } from './changes.ts';
import { registerContentTools } from './content-tools.ts';
import { registerProgressTools } from './progress-tools.ts';
import { registerPrompts } from './prompts.ts';
import { registerQuestions } from './questions.ts';
import { registerResources } from './resources.ts';
import { registerRounds } from './rounds.ts';

const server = new FleetServer(
  { name: 'everything', version: '1.0.0', title: 'Everything' },
  {
    instructions:
      'A test server: each tool shows one feature of the protocol and says which in its description.',
  },
);

registerContentTools(server);
registerProgressTools(server);
registerQuestions(server);
registerRounds(server);
registerResources(server);
registerPrompts(server);
registerChanges(server);

export default server;
