// Tools of the SDK v1 fixture that ask the client and await its answers, by every way that the SDK has.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  type ElicitRequestFormParams,
  ElicitResultSchema,
  ListRootsResultSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Runs } from '../fixture-questions.ts';

const NAME_FORM: ElicitRequestFormParams['requestedSchema'] = {
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

export function registerQuestions(mcp: McpServer, runs: Runs): void {
  const { server } = mcp;
  const ran = (name: string): unknown => runs.set(name, (runs.get(name) ?? 0) + 1);

  mcp.registerTool('ask-form', { description: 'One form.' }, async () => {
    ran('ask-form');
    return text(await server.elicitInput({ message: WHO, requestedSchema: NAME_FORM }));
  });
  mcp.registerTool('ask-url', { description: 'One page.' }, async () =>
    text(await server.elicitInput({ mode: 'url', elicitationId: 'page-1', ...SIGN_IN })),
  );
  mcp.registerTool('ask-model', { description: 'One completion.' }, async () =>
    text(await server.createMessage({ ...PROMPT, systemPrompt: 'Be brief.' })),
  );
  mcp.registerTool('ask-roots', { description: 'The roots.' }, async ({ sendRequest }) =>
    text(await sendRequest({ method: 'roots/list' }, ListRootsResultSchema)),
  );
  mcp.registerTool('ask-in-sequence', { description: 'Three questions, one by one.' }, async () => {
    ran('ask-in-sequence');
    const who = await server.elicitInput({ message: WHO, requestedSchema: NAME_FORM });
    const colour = await server.elicitInput({ message: 'Which colour?', requestedSchema: COLOUR_FORM });
    const { content } = await server.createMessage(PROMPT);
    return text([who.content, colour.content, content]);
  });
  mcp.registerTool('ask-at-once', { description: 'Three questions together.' }, async () => {
    ran('ask-at-once');
    const [who, word, { roots }] = await Promise.all([
      server.elicitInput({ message: WHO, requestedSchema: NAME_FORM }),
      server.createMessage(PROMPT),
      server.listRoots(),
    ]);
    return text([who.content, word.content, roots]);
  });
  mcp.registerTool('ask-sdk-style', { description: 'By all names.' }, async ({ sendRequest }) => {
    const params = { mode: 'form' as const, message: WHO, requestedSchema: NAME_FORM };
    const who = await sendRequest({ method: 'elicitation/create', params }, ElicitResultSchema);
    const page = await server.elicitInput({ mode: 'url', elicitationId: 'page-2', ...SIGN_IN });
    const word = await server.createMessage(PROMPT);
    return text([who.content, page.action, word.model]);
  });
}
