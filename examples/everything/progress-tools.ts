// Tools that tell how they are getting on: log messages, progress, and a stream that the server closes half way.

import { setTimeout as delay } from 'node:timers/promises';
import type { FleetServer } from 'mcp-fleet';

const STEP_MS = 50;

export function registerProgressTools(server: FleetServer): void {
  server.registerTool(
    'test_tool_with_logging',
    { description: 'Logs when it starts, while it works and when it is done.' },
    async (ctx) => {
      ctx.log('info', 'Tool execution started');
      await delay(STEP_MS, undefined, { signal: ctx.signal });
      ctx.log('info', 'Tool processing data');
      await delay(STEP_MS, undefined, { signal: ctx.signal });
      ctx.log('info', 'Tool execution completed');
      return { content: [{ type: 'text', text: 'Logged three messages.' }] };
    },
  );

  server.registerTool(
    'test_logging_tool',
    { description: 'Logs at every level; a client that asked for no level receives none of it.' },
    (ctx) => {
      ctx.log('debug', 'The smallest detail');
      ctx.log('info', 'Something worth knowing');
      ctx.log('error', 'Something to act on');
      return { content: [{ type: 'text', text: 'Logged at three levels.' }] };
    },
  );

  server.registerTool(
    'test_tool_with_progress',
    { description: 'Reports 0, 50 and 100 of 100 to a client that sent a progress token.' },
    async (ctx) => {
      ctx.progress(0, 100);
      await delay(STEP_MS, undefined, { signal: ctx.signal });
      ctx.progress(50, 100);
      await delay(STEP_MS, undefined, { signal: ctx.signal });
      ctx.progress(100, 100);
      return { content: [{ type: 'text', text: 'Reported progress three times.' }] };
    },
  );

  server.registerTool(
    'test_reconnection',
    {
      description: 'Closes its stream before it answers; a session client comes back and finds the answer.',
      annotations: { readOnlyHint: true, idempotentHint: true },
    },
    async (ctx) => {
      ctx.http.closeSSE();
      await delay(2 * STEP_MS, undefined, { signal: ctx.signal });
      return { content: [{ type: 'text', text: 'The answer found its way to the new stream.' }] };
    },
  );
}
