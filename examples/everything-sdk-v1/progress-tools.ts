// Tools that tell how they are getting on: log messages, progress, and a stream that the server closes half way.

import { setTimeout as delay } from 'node:timers/promises';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

const STEP_MS = 50;

export function registerProgressTools(server: McpServer): void {
  server.registerTool(
    'test_tool_with_logging',
    { description: 'Logs when it starts, while it works and when it is done.' },
    async ({ signal, sessionId }) => {
      await server.sendLoggingMessage({ level: 'info', data: 'Tool execution started' }, sessionId);
      await delay(STEP_MS, undefined, { signal });
      await server.sendLoggingMessage({ level: 'info', data: 'Tool processing data' }, sessionId);
      await delay(STEP_MS, undefined, { signal });
      await server.sendLoggingMessage({ level: 'info', data: 'Tool execution completed' }, sessionId);
      return { content: [{ type: 'text', text: 'Logged three messages.' }] };
    },
  );

  server.registerTool(
    'test_logging_tool',
    { description: 'Logs at every level; a client that asked for no level receives none of it.' },
    async ({ sendNotification }) => {
      for (const [level, data] of [
        ['debug', 'The smallest detail'],
        ['info', 'Something worth knowing'],
        ['error', 'Something to act on'],
      ] as const) {
        await sendNotification({ method: 'notifications/message', params: { level, data } });
      }
      return { content: [{ type: 'text', text: 'Logged at three levels.' }] };
    },
  );

  server.registerTool(
    'test_tool_with_progress',
    { description: 'Reports 0, 50 and 100 of 100 to a client that sent a progress token.' },
    async (extra) => {
      await progress(extra, 0);
      await delay(STEP_MS, undefined, { signal: extra.signal });
      await progress(extra, 50);
      await delay(STEP_MS, undefined, { signal: extra.signal });
      await progress(extra, 100);
      return { content: [{ type: 'text', text: 'Reported progress three times.' }] };
    },
  );

  server.registerTool(
    'test_reconnection',
    {
      description: 'Closes its stream before it answers; a session client comes back and finds the answer.',
      annotations: { readOnlyHint: true, idempotentHint: true },
    },
    async ({ signal, closeSSEStream }) => {
      closeSSEStream?.();
      await delay(2 * STEP_MS, undefined, { signal });
      return { content: [{ type: 'text', text: 'The answer found its way to the new stream.' }] };
    },
  );
}

async function progress({ _meta, sendNotification }: Extra, percent: number): Promise<void> {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { progressToken, progress: percent, total: 100 };
  await sendNotification({ method: 'notifications/progress', params });
}
