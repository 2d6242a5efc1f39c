// The measured tools on the official SDK's `McpServer`. The SDK builds one per request (modern) or per session (2025 eras).
import { McpServer } from '@modelcontextprotocol/server';
import { echoTool, fillerTools, stepCount, stepsTool, toolCountFromEnvironment } from './tools.ts';

const fillers = fillerTools(toolCountFromEnvironment());

export function buildSdkServer(): McpServer {
  const server = new McpServer({ name: 'bench-sdk', version: '1.0.0' });
  server.registerTool('echo', echoTool, async ({ text }) => ({ content: [{ type: 'text', text }] }));
  server.registerTool('steps', stepsTool, async ({ text }, ctx) => {
    const progressToken = ctx.mcpReq._meta?.progressToken;
    for (let progress = 1; progressToken !== undefined && progress <= stepCount; progress++) {
      const params = { progressToken, progress, total: stepCount };
      await ctx.mcpReq.notify({ method: 'notifications/progress', params });
    }
    return { content: [{ type: 'text', text }] };
  });
  for (const { name, ...config } of fillers) {
    server.registerTool(name, config, async ({ customerId }) => ({
      content: [{ type: 'text', text: customerId }],
    }));
  }
  return server;
}
