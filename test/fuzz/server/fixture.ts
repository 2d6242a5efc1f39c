// The server that is fuzzed, served by the command line: everything that the example offers, every way to describe an
// input, and tools that work, stream and flood. None of its handlers fails unexpectedly, so whatever the server
// reports as unexpected is a fault.

import { setTimeout as delay } from 'node:timers/promises';
import { FleetServer } from 'mcp-fleet';
import { z } from 'zod';
import { registerChanges } from '../../../examples/everything/changes.ts';
import { registerContentTools } from '../../../examples/everything/content-tools.ts';
import { registerProgressTools } from '../../../examples/everything/progress-tools.ts';
import { registerPrompts as registerExamplePrompts } from '../../../examples/everything/prompts.ts';
import { registerQuestions } from '../../../examples/everything/questions.ts';
import { registerResources } from '../../../examples/everything/resources.ts';
import { registerRounds } from '../../../examples/everything/rounds.ts';
import { registerPrompts, registerTemplates } from '../../integration/clients/fixture-content.ts';
import {
  registerAwaitedQuestions,
  registerReturnedQuestions,
} from '../../integration/clients/fixture-questions.ts';
import { registerInputTools, registerResultTools } from '../../integration/clients/fixture-tools.ts';
import { registerZoo } from './zoo.ts';

/** Lists have several pages. */
const server = new FleetServer({ name: 'fuzzed', version: '1.0.0' }, { pageSize: 7 });

registerContentTools(server);
registerProgressTools(server);
registerQuestions(server);
registerRounds(server);
registerResources(server);
registerExamplePrompts(server);
registerChanges(server);
registerInputTools(server);
registerResultTools(server);
registerAwaitedQuestions(server, new Map());
registerReturnedQuestions(server, new Map());
registerTemplates(server);
registerPrompts(server);
registerZoo(server);

server.registerTool(
  'echo',
  {
    description: 'Answers with its arguments.',
    inputSchema: z.object({
      text: z.string(),
      count: z.number().int().max(1000).optional(),
      tags: z.array(z.string()).max(100).optional(),
      inner: z.record(z.string(), z.unknown()).optional(),
    }),
  },
  (args) => ({ content: [{ type: 'text', text: JSON.stringify(args) }] }),
);

server.registerTool(
  'work',
  {
    description: 'Works step by step, and tells of it.',
    inputSchema: z.object({
      steps: z.number().int().min(0).max(20),
      stepMs: z.number().int().min(0).max(50).default(0),
      log: z.boolean().default(false),
      detach: z.boolean().default(false),
    }),
  },
  async ({ steps, stepMs, log, detach }, ctx) => {
    for (let step = 1; step <= steps; step++) {
      await delay(stepMs, undefined, { signal: ctx.signal });
      ctx.progress(step, steps, `step ${step}`);
      if (log) ctx.log('info', { step });
      if (detach) ctx.http.closeSSE();
    }
    return { content: [{ type: 'text', text: `worked ${steps} steps` }] };
  },
);

server.registerTool(
  'stubborn',
  {
    description: 'Works on when it should not, and then uses all that a handler may use.',
    inputSchema: z.object({ ms: z.number().int().min(0).max(100), isLate: z.boolean().default(false) }),
  },
  async ({ ms, isLate }, ctx) => {
    const goOn = async (): Promise<void> => {
      await delay(ms);
      ctx.progress(1, 2);
      ctx.log('warning', 'still here');
      ctx.http.closeSSE();
      await ctx.mcpReq.notify({ method: 'notifications/message', params: { level: 'error', data: 'late' } });
    };
    // Either it keeps its call waiting, or it works on when that is answered.
    if (isLate) void goOn();
    else await goOn();
    return { content: [{ type: 'text', text: 'done anyway' }] };
  },
);

server.registerTool(
  'flood',
  {
    description: 'Sends many log messages, whether the client reads them or not.',
    inputSchema: z.object({
      messages: z.number().int().min(0).max(500),
      chars: z.number().int().min(0).max(100_000),
    }),
  },
  ({ messages, chars }, ctx) => {
    const data = 'x'.repeat(chars);
    for (let sent = 0; sent < messages; sent++) ctx.log('info', data);
    return { content: [{ type: 'text', text: `sent ${messages} messages` }] };
  },
);

export default server;
