// A server with tools that need scopes.

import { FleetServer } from 'mcp-fleet';

const server = new FleetServer({ name: 'files', version: '1.0.0' });
for (const name of ['files.list', 'files.remove', 'admin.reset']) {
  server.registerTool(name, {}, (ctx) => ({
    content: [{ type: 'text', text: `${name} by ${ctx.principal}` }],
  }));
}

export default server;
