// Tools of the SDK v2 fixture that ask the client: by awaiting, which only sessions can, and by returning.

import {
  acceptedContent,
  type ElicitRequestFormParams,
  inputRequired,
  inputResponse,
  type McpServer,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Runs } from '../fixture-questions.ts';

const NAME_FORM = z.object({ name: z.string() });
const NAME_FORM_JSON: ElicitRequestFormParams['requestedSchema'] = {
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
};
const COLOUR_FORM: ElicitRequestFormParams['requestedSchema'] = {
  type: 'object',
  properties: { colour: { type: 'string', enum: ['red', 'green'], default: 'red' } },
  required: ['colour'],
};
const PROMPT = {
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: 'A word, please.' } }],
  maxTokens: 10,
};
const WHO = 'Who are you?';
const SIGN_IN = { message: 'Sign in, please.', url: 'https://example.com/sign-in' };

const text = (value: unknown): { content: [{ type: 'text'; text: string }] } => ({
  content: [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }],
});

export function registerQuestions(server: McpServer, runs: Runs): void {
  const ran = (name: string): unknown => runs.set(name, (runs.get(name) ?? 0) + 1);
  registerAwaited(server, ran);
  registerReturned(server, ran);
}

function registerAwaited(server: McpServer, ran: (name: string) => unknown): void {
  server.registerTool('ask-form', { description: 'One form.' }, async ({ mcpReq }) => {
    ran('ask-form');
    return text(await mcpReq.elicitInput({ message: WHO, requestedSchema: NAME_FORM_JSON }));
  });
  server.registerTool('ask-url', { description: 'One page.' }, async () =>
    text(await server.server.elicitInput({ mode: 'url', elicitationId: 'page-1', ...SIGN_IN })),
  );
  server.registerTool('ask-model', { description: 'One completion.' }, async ({ mcpReq }) =>
    text(await mcpReq.requestSampling({ ...PROMPT, systemPrompt: 'Be brief.' })),
  );
  server.registerTool('ask-roots', { description: 'The roots.' }, async () =>
    text(await server.server.listRoots()),
  );
  server.registerTool(
    'ask-in-sequence',
    { description: 'Three questions, one by one.' },
    async ({ mcpReq }) => {
      ran('ask-in-sequence');
      const who = await mcpReq.elicitInput({ message: WHO, requestedSchema: NAME_FORM_JSON });
      const colour = await mcpReq.elicitInput({ message: 'Which colour?', requestedSchema: COLOUR_FORM });
      const { content } = await mcpReq.requestSampling(PROMPT);
      return text([who.content, colour.content, content]);
    },
  );
  server.registerTool('ask-at-once', { description: 'Three questions together.' }, async ({ mcpReq }) => {
    ran('ask-at-once');
    const [who, word, { roots }] = await Promise.all([
      mcpReq.elicitInput({ message: WHO, requestedSchema: NAME_FORM_JSON }),
      mcpReq.requestSampling(PROMPT),
      mcpReq.send({ method: 'roots/list' }),
    ]);
    return text([who.content, word.content, roots]);
  });
  server.registerTool('ask-sdk-style', { description: 'By all names.' }, async ({ mcpReq }) => {
    const who = await mcpReq.elicitInput({ message: WHO, requestedSchema: NAME_FORM_JSON });
    const page = await server.server.elicitInput({ mode: 'url', elicitationId: 'page-2', ...SIGN_IN });
    const word = await server.server.createMessage(PROMPT);
    return text([who.content, page.action, word.model]);
  });
}

function registerReturned(server: McpServer, ran: (name: string) => unknown): void {
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
          who: inputRequired.elicit({ message: WHO, requestedSchema: NAME_FORM }),
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
          const ask = inputRequired.elicit({ message: WHO, requestedSchema: NAME_FORM });
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
