// The measured tools on `mcp-fleet`; served by the real command, `mcp-fleet serve bench/servers/fleet.ts`.
import { FleetServer } from 'mcp-fleet';
import { echoTool, fillerTools, stepCount, stepsTool, toolCountFromEnvironment } from './tools.ts';

const server = new FleetServer({ name: 'bench-fleet', version: '1.0.0' });

server.registerTool('echo', echoTool, async ({ text }) => ({ content: [{ type: 'text', text }] }));

server.registerTool('steps', stepsTool, async ({ text }, ctx) => {
  for (let progress = 1; progress <= stepCount; progress++) ctx.progress(progress, stepCount);
  return { content: [{ type: 'text', text }] };
});

for (const { name, ...config } of fillerTools(toolCountFromEnvironment())) {
  server.registerTool(name, config, async ({ customerId }) => ({
    content: [{ type: 'text', text: customerId }],
  }));
}

export default server;
