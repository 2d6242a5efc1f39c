// The server of the tests about questions: handlers that ask in every way there is, with the same code for both eras.

import { acceptedContent, type FleetServer, type HandlerContext, inputRequired } from 'mcp-fleet';
import { newServer } from './node.ts';

export const NAME_FORM = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 1 } },
  required: ['name'],
} as const;

const SAMPLE = {
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: 'Capital of France?' } }],
  maxTokens: 10,
};

export interface QuestionsServer {
  readonly server: FleetServer;
  /** How often each handler ran. */
  readonly runs: Map<string, number>;
}

const text = (value: unknown) => ({ content: [{ type: 'text' as const, text: JSON.stringify(value) }] });

export function questionsServer(): QuestionsServer {
  const server = newServer();
  const runs = new Map<string, number>();
  const count = (name: string): number => {
    const run = (runs.get(name) ?? 0) + 1;
    runs.set(name, run);
    return run;
  };

  server.registerTool('greet', { inputSchema: { type: 'object' } }, async (args, ctx) => {
    count('greet');
    const answer = await ctx.elicit({ message: 'Who are you?', requestedSchema: NAME_FORM });
    return text({ args, answer });
  });

  server.registerTool('interview', {}, async (ctx) => {
    count('interview');
    const first = await ctx.elicit({ message: 'First?', requestedSchema: NAME_FORM });
    const second = await ctx.sample(SAMPLE);
    const third = await ctx.listRoots();
    return text([first.content, second.content, third.roots]);
  });

  server.registerTool('together', {}, async (ctx) => {
    count('together');
    const [form, page] = await Promise.all([
      ctx.elicit({ message: 'Form?', requestedSchema: NAME_FORM }, { key: 'form' }),
      ctx.elicitUrl({ message: 'Page?', url: 'https://example.com/pay' }, { key: 'page' }),
    ]);
    return text([form.action, page.action]);
  });

  server.registerTool('returning', {}, (ctx) => {
    const step = count('returning');
    const state = ctx.mcpReq.requestState<string>();
    const city = acceptedContent(ctx.mcpReq.inputResponses, 'city');
    if (city === undefined) {
      const question = inputRequired.elicit({ message: 'City?', requestedSchema: NAME_FORM });
      return inputRequired({ inputRequests: { city: question }, requestState: `step ${step}` });
    }
    return text({ state, city });
  });

  server.registerTool('only state', {}, (ctx) => {
    const state = ctx.mcpReq.requestState<string>();
    return state === undefined ? inputRequired({ requestState: 'secret plan' }) : text(state);
  });

  const ask = async (ctx: HandlerContext) =>
    (await ctx.elicit({ message: 'Who?', requestedSchema: NAME_FORM })).content;
  server.registerPrompt('asking', {}, async (ctx) => ({
    messages: [{ role: 'user', content: { type: 'text', text: JSON.stringify(await ask(ctx)) } }],
  }));
  server.registerResource('asking', 'test://asking', {}, async (uri, ctx) => ({
    contents: [{ uri: uri.href, text: JSON.stringify(await ask(ctx)) }],
  }));

  return { server, runs };
}

/** What a client can that can everything. */
export const ALL_CAPABILITIES = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };

export const accept = (content: object) => ({ action: 'accept', content });
