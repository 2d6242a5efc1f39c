// Tools of the fixture that take a while: they report progress, log, wait to be cancelled, run into a deadline, or
// let go of their connection.

import type { FleetServer, HandlerContext } from 'mcp-fleet';
import { z } from 'zod';

/** What became of the calls that wait, so that a test can see what only the server sees. */
export interface Witness {
  /** Calls that wait now, by their key. */
  readonly waiting: Set<string>;
  /** Why the signal of a waiting call fired, by its key. */
  readonly aborted: Map<string, string>;
  /** Lets the call with that key go on. */
  readonly release: Map<string, () => void>;
}

export function createWitness(): Witness {
  return { waiting: new Set(), aborted: new Map(), release: new Map() };
}

export function registerRunningTools(server: FleetServer, witness: Witness): void {
  server.registerTool(
    'count',
    { description: 'Reports progress.', inputSchema: z.object({ to: z.number().int() }) },
    ({ to }, ctx) => {
      for (let step = 1; step <= to; step++) ctx.progress(step, to, `step ${step}`);
      return { content: [{ type: 'text', text: `counted to ${to}` }] };
    },
  );
  server.registerTool('chatter', { description: 'Logs at four levels.' }, async (ctx) => {
    ctx.log('debug', 'fine detail');
    ctx.log('info', { step: 1 }, 'fixture');
    await ctx.mcpReq.log('warning', 'hot', 'fixture');
    ctx.log('error', 'too hot');
    return { content: [{ type: 'text', text: 'said' }] };
  });
  server.registerTool(
    'wait',
    {
      description: 'Waits until it is released or aborted.',
      inputSchema: z.object({ key: z.string(), announce: z.boolean().default(false) }),
      scale: { timeoutMs: 0 },
    },
    async ({ key, announce }, ctx) => {
      if (announce) ctx.progress(1, 2, 'waiting');
      await waiting(key, ctx, witness);
      return { content: [{ type: 'text', text: `released ${key}` }] };
    },
  );
  server.registerTool(
    'detach',
    {
      description: 'Closes its stream, then waits to be released.',
      inputSchema: z.object({ key: z.string() }),
      scale: { timeoutMs: 0 },
    },
    async ({ key }, ctx) => {
      ctx.http.closeSSE();
      await waiting(key, ctx, witness);
      return { content: [{ type: 'text', text: `released ${key}` }] };
    },
  );
  server.registerTool(
    'too-slow',
    {
      description: 'Outlasts its deadline.',
      inputSchema: z.object({ key: z.string(), announce: z.boolean().default(false) }),
      scale: { timeoutMs: 60 },
    },
    async ({ key, announce }, ctx) => {
      if (announce) ctx.progress(1);
      await waiting(key, ctx, witness);
      return { content: [] };
    },
  );
}

function waiting(key: string, ctx: HandlerContext, { waiting, aborted, release }: Witness): Promise<void> {
  const { signal } = ctx;
  return new Promise((resolve, reject) => {
    release.set(key, resolve);
    signal.addEventListener('abort', () => {
      aborted.set(key, signal.reason.code);
      reject(signal.reason);
    });
    waiting.add(key);
  });
}
