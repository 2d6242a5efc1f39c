// Tools of the fixture that ask the client: by awaiting `ctx` and by returning `inputRequired(...)`, one question at a
// time and several at once.

import { acceptedContent, type FleetServer, inputRequired, inputResponse } from 'mcp-fleet';
import { z } from 'zod';

const NAME_FORM = z.object({ name: z.string() });
const COLOUR_FORM = {
  type: 'object',
  properties: { colour: { type: 'string', enum: ['red', 'green'], default: 'red' } },
  required: ['colour'],
};
const PROMPT = {
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: 'A word, please.' } }],
  maxTokens: 10,
};
const SIGN_IN = { message: 'Sign in, please.', url: 'https://example.com/sign-in' };

const text = (value: unknown): { content: [{ type: 'text'; text: string }] } => ({
  content: [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }],
});

/** How often the handlers ran, by tool name. */
export type Runs = Map<string, number>;

export function registerAwaitedQuestions(server: FleetServer, runs: Runs): void {
  const ran = (name: string): unknown => runs.set(name, (runs.get(name) ?? 0) + 1);

  server.registerTool('ask-form', { description: 'One form.' }, async (ctx) => {
    ran('ask-form');
    return text(await ctx.elicit({ message: 'Who are you?', requestedSchema: NAME_FORM }));
  });
  server.registerTool('ask-url', { description: 'One page.' }, async (ctx) =>
    text(await ctx.elicitUrl(SIGN_IN)),
  );
  server.registerTool('ask-model', { description: 'One completion.' }, async (ctx) =>
    text(await ctx.sample({ ...PROMPT, systemPrompt: 'Be brief.' })),
  );
  server.registerTool('ask-roots', { description: 'The roots.' }, async (ctx) => text(await ctx.listRoots()));
  server.registerTool('ask-in-sequence', { description: 'Three questions, one by one.' }, async (ctx) => {
    ran('ask-in-sequence');
    const who = await ctx.elicit({ message: 'Who are you?', requestedSchema: NAME_FORM });
    const colour = await ctx.elicit({ message: 'Which colour?', requestedSchema: COLOUR_FORM });
    const { content } = await ctx.sample(PROMPT);
    return text([who.content, colour.content, content]);
  });
  server.registerTool('ask-at-once', { description: 'Three questions together.' }, async (ctx) => {
    ran('ask-at-once');
    const [who, word, { roots }] = await Promise.all([
      ctx.elicit({ message: 'Who are you?', requestedSchema: NAME_FORM }),
      ctx.sample(PROMPT),
      ctx.listRoots(),
    ]);
    return text([who.content, word.content, roots]);
  });
  server.registerTool('ask-sdk-style', { description: 'By the names of the SDK.' }, async ({ mcpReq }) => {
    const who = await mcpReq.elicitInput({ message: 'Who are you?', requestedSchema: NAME_FORM });
    const page = await mcpReq.elicitInput({ mode: 'url', ...SIGN_IN });
    const word = await mcpReq.requestSampling(PROMPT);
    return text([who.content, page.action, word.model]);
  });
}

export function registerReturnedQuestions(server: FleetServer, runs: Runs): void {
  const ran = (name: string): unknown => runs.set(name, (runs.get(name) ?? 0) + 1);

  server.registerTool('return-at-once', { description: 'All kinds in one result.' }, ({ mcpReq }) => {
    ran('return-at-once');
    const { inputResponses } = mcpReq;
    const who = acceptedContent(inputResponses, 'who', NAME_FORM);
    const model = inputResponse(inputResponses, 'model');
    const roots = inputResponse(inputResponses, 'roots');
    const page = inputResponse(inputResponses, 'page');
    if (who === undefined || model.kind !== 'sampling' || roots.kind !== 'roots' || page.kind !== 'elicit') {
      return inputRequired({
        inputRequests: {
          who: inputRequired.elicit({ message: 'Who are you?', requestedSchema: NAME_FORM }),
          page: inputRequired.elicitUrl(SIGN_IN),
          model: inputRequired.createMessage(PROMPT),
          roots: inputRequired.listRoots(),
        },
      });
    }
    return text([who, page.action, model.result.content, roots.roots]);
  });
  server.registerTool(
    'return-in-steps',
    {
      description: 'Two questions in sequence; what the first one told travels in the state.',
      inputSchema: z.object({ order: z.string() }),
    },
    ({ order }, { mcpReq }) => {
      const known = mcpReq.requestState<string>();
      if (known === undefined) {
        const who = acceptedContent(mcpReq.inputResponses, 'who', NAME_FORM);
        if (who === undefined) {
          const ask = inputRequired.elicit({ message: 'Who are you?', requestedSchema: NAME_FORM });
          return inputRequired({ inputRequests: { who: ask } });
        }
        const ask = inputRequired.elicit({
          message: `Which colour, ${who.name}?`,
          requestedSchema: COLOUR_FORM,
        });
        return inputRequired({ inputRequests: { colour: ask }, requestState: who.name });
      }
      const answer = acceptedContent<{ colour: string }>(mcpReq.inputResponses, 'colour');
      return text(`${order} for ${known} in ${answer?.colour}`);
    },
  );
  server.registerTool('return-state-only', { description: 'Comes back once with a state.' }, ({ mcpReq }) => {
    const state = mcpReq.requestState<string>();
    return state === undefined ? inputRequired({ requestState: 'been here' }) : text(state);
  });
}
