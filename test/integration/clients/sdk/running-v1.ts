// Tools of the SDK v1 fixture that take a while.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { Witness } from '../fixture-running.ts';
import { codeOf } from './limits.ts';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

export function registerRunningTools(server: McpServer, witness: Witness): void {
  const keyed = { key: z.string(), announce: z.boolean().default(false) };

  server.registerTool(
    'count',
    { description: 'Reports progress.', inputSchema: { to: z.number().int() } },
    async ({ to }, extra) => {
      for (let step = 1; step <= to; step++)
        await progress(extra, { progress: step, total: to, message: `step ${step}` });
      return { content: [{ type: 'text', text: `counted to ${to}` }] };
    },
  );
  server.registerTool('chatter', { description: 'Logs at four levels.' }, async ({ sessionId }) => {
    await server.sendLoggingMessage({ level: 'debug', data: 'fine detail' }, sessionId);
    await server.sendLoggingMessage({ level: 'info', data: { step: 1 }, logger: 'fixture' }, sessionId);
    await server.sendLoggingMessage({ level: 'warning', data: 'hot', logger: 'fixture' }, sessionId);
    await server.sendLoggingMessage({ level: 'error', data: 'too hot' }, sessionId);
    return { content: [{ type: 'text', text: 'said' }] };
  });
  server.registerTool(
    'wait',
    { description: 'Waits until it is released or aborted.', inputSchema: keyed },
    async ({ key, announce }, extra) => {
      if (announce) await progress(extra, { progress: 1, total: 2, message: 'waiting' });
      await waiting(key, extra, witness);
      return { content: [{ type: 'text', text: `released ${key}` }] };
    },
  );
  server.registerTool(
    'detach',
    { description: 'Closes its stream, then waits to be released.', inputSchema: keyed },
    async ({ key }, extra) => {
      extra.closeSSEStream?.();
      await waiting(key, extra, witness);
      return { content: [{ type: 'text', text: `released ${key}` }] };
    },
  );
  server.registerTool(
    'too-slow',
    { description: 'Outlasts its deadline.', inputSchema: keyed },
    async ({ key, announce }, extra) => {
      if (announce) await progress(extra, { progress: 1 });
      await waiting(key, extra, witness);
      return { content: [] };
    },
  );
}

async function progress(
  { _meta, sendNotification }: Extra,
  step: { progress: number; total?: number; message?: string },
): Promise<void> {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return;
  await sendNotification({ method: 'notifications/progress', params: { progressToken, ...step } });
}

function waiting(key: string, { signal }: Extra, { waiting, aborted, release }: Witness): Promise<void> {
  return new Promise((resolve, reject) => {
    release.set(key, resolve);
    signal.addEventListener('abort', () => {
      aborted.set(key, codeOf(signal.reason));
      reject(signal.reason);
    });
    waiting.add(key);
  });
}
