// A server for tests of reloading: `held` answers when the file that it is told of is there.

import { existsSync } from 'node:fs';
import { FleetServer } from 'mcp-fleet';
import { until } from '../../support/until.ts';

const server = new FleetServer({ name: 'held', version: '1.0.0' });

server.registerTool(
  'held',
  { inputSchema: { type: 'object', properties: { until: { type: 'string' } } } },
  async (args, ctx) => {
    const file = String((args as { until?: string }).until);
    await until(() => ctx.signal.aborted || existsSync(file), { what: file, timeoutMs: 60_000 });
    return { content: [{ type: 'text', text: 'let go' }] };
  },
);

server.registerTool('echo', { inputSchema: { type: 'object' } }, (args) => ({
  content: [{ type: 'text', text: JSON.stringify(args) }],
}));

export default server;
