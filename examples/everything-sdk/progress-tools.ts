// Tools that tell how they are getting on: log messages, progress, and a stream that the server closes half way.

import { setTimeout as delay } from 'node:timers/promises';
import type { McpServer, ServerContext } from '@modelcontextprotocol/server';

const STEP_MS = 50;

export function registerProgressTools(server: McpServer): void {
  server.registerTool(
    'test_tool_with_logging',
    { description: 'Logs when it starts, while it works and when it is done.' },
    async ({ mcpReq }) => {
      await mcpReq.log('info', 'Tool execution started');
      await delay(STEP_MS, undefined, { signal: mcpReq.signal });
      await mcpReq.log('info', 'Tool processing data');
      await delay(STEP_MS, undefined, { signal: mcpReq.signal });
      await mcpReq.log('info', 'Tool execution completed');
      return { content: [{ type: 'text', text: 'Logged three messages.' }] };
    },
  );

  server.registerTool(
    'test_logging_tool',
    { description: 'Logs at every level; a client that asked for no level receives none of it.' },
    async ({ mcpReq }) => {
      await mcpReq.log('debug', 'The smallest detail');
      await mcpReq.log('info', 'Something worth knowing');
      await mcpReq.log('error', 'Something to act on');
      return { content: [{ type: 'text', text: 'Logged at three levels.' }] };
    },
  );

  server.registerTool(
    'test_tool_with_progress',
    { description: 'Reports 0, 50 and 100 of 100 to a client that sent a progress token.' },
    async ({ mcpReq }) => {
      await progress(mcpReq, 0);
      await delay(STEP_MS, undefined, { signal: mcpReq.signal });
      await progress(mcpReq, 50);
      await delay(STEP_MS, undefined, { signal: mcpReq.signal });
      await progress(mcpReq, 100);
      return { content: [{ type: 'text', text: 'Reported progress three times.' }] };
    },
  );

  server.registerTool(
    'test_reconnection',
    {
      description: 'Closes its stream before it answers; a session client comes back and finds the answer.',
      annotations: { readOnlyHint: true, idempotentHint: true },
    },
    async ({ mcpReq, http }) => {
      http?.closeSSE?.();
      await delay(2 * STEP_MS, undefined, { signal: mcpReq.signal });
      return { content: [{ type: 'text', text: 'The answer found its way to the new stream.' }] };
    },
  );
}

async function progress(mcpReq: ServerContext['mcpReq'], percent: number): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { progressToken, progress: percent, total: 100 };
  await mcpReq.notify({ method: 'notifications/progress', params });
}
