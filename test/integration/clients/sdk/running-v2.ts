// Tools of the SDK v2 fixture that take a while.

import type { McpServer, ServerContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Witness } from '../fixture-running.ts';
import { codeOf } from './limits.ts';

export function registerRunningTools(server: McpServer, witness: Witness): void {
  const keyed = z.object({ key: z.string(), announce: z.boolean().default(false) });

  server.registerTool(
    'count',
    { description: 'Reports progress.', inputSchema: z.object({ to: z.number().int() }) },
    async ({ to }, ctx) => {
      for (let step = 1; step <= to; step++)
        await progress(ctx, { progress: step, total: to, message: `step ${step}` });
      return { content: [{ type: 'text', text: `counted to ${to}` }] };
    },
  );
  server.registerTool('chatter', { description: 'Logs at four levels.' }, async ({ mcpReq }) => {
    await mcpReq.log('debug', 'fine detail');
    await mcpReq.log('info', { step: 1 }, 'fixture');
    await mcpReq.log('warning', 'hot', 'fixture');
    await mcpReq.log('error', 'too hot');
    return { content: [{ type: 'text', text: 'said' }] };
  });
  server.registerTool(
    'wait',
    { description: 'Waits until it is released or aborted.', inputSchema: keyed },
    async ({ key, announce }, ctx) => {
      if (announce) await progress(ctx, { progress: 1, total: 2, message: 'waiting' });
      await waiting(key, ctx, witness);
      return { content: [{ type: 'text', text: `released ${key}` }] };
    },
  );
  server.registerTool(
    'detach',
    { description: 'Closes its stream, then waits to be released.', inputSchema: keyed },
    async ({ key }, ctx) => {
      ctx.http?.closeSSE?.();
      await waiting(key, ctx, witness);
      return { content: [{ type: 'text', text: `released ${key}` }] };
    },
  );
  server.registerTool(
    'too-slow',
    { description: 'Outlasts its deadline.', inputSchema: keyed },
    async ({ key, announce }, ctx) => {
      if (announce) await progress(ctx, { progress: 1 });
      await waiting(key, ctx, witness);
      return { content: [] };
    },
  );
}

async function progress(
  { mcpReq }: ServerContext,
  step: { progress: number; total?: number; message?: string },
): Promise<void> {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, ...step } });
}

function waiting(
  key: string,
  { mcpReq: { signal } }: ServerContext,
  { waiting, aborted, release }: Witness,
): Promise<void> {
  return new Promise((resolve, reject) => {
    release.set(key, resolve);
    signal.addEventListener('abort', () => {
      aborted.set(key, codeOf(signal.reason));
      reject(signal.reason);
    });
    waiting.add(key);
  });
}
