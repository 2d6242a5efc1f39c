// Tools that ask the client something and await the answer. In 2026-07-28, which this SDK does not know, the client is
// asked by an `input_required` result, and the handler runs again with the answer.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { ElicitRequestFormParams } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

type Form = ElicitRequestFormParams['requestedSchema'];

/** The five primitive fields of a form, each with the value a client should offer first. */
const DEFAULTS_FORM: Form = {
  type: 'object',
  properties: {
    name: { type: 'string', description: 'Full name', default: 'John Doe' },
    age: { type: 'integer', description: 'Age in years', default: 30 },
    score: { type: 'number', description: 'Score in percent', default: 95.5 },
    status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', description: 'Whether the person was verified', default: true },
  },
  required: [],
};

/** Every way to offer a choice: one or many, with and without titles, and the older `enumNames`. */
const CHOICES_FORM: Form = {
  type: 'object',
  properties: {
    untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
    titledSingle: {
      type: 'string',
      oneOf: [
        { const: 'value1', title: 'First Option' },
        { const: 'value2', title: 'Second Option' },
        { const: 'value3', title: 'Third Option' },
      ],
    },
    legacyEnum: {
      type: 'string',
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
    titledMulti: {
      type: 'array',
      items: {
        anyOf: [
          { const: 'value1', title: 'First Choice' },
          { const: 'value2', title: 'Second Choice' },
          { const: 'value3', title: 'Third Choice' },
        ],
      },
    },
  },
  required: [],
};

const NAME_FORM: Form = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
const CONFIRM_FORM: Form = { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] };

export function registerQuestions(server: McpServer): void {
  server.registerTool(
    'test_sampling',
    {
      description: 'Asks the model of the client to continue a prompt.',
      inputSchema: { prompt: z.string().describe('What to send to the model') },
    },
    async ({ prompt }) => {
      const reply = await server.server.createMessage({
        messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
        maxTokens: 100,
      });
      return text(`LLM response: ${textOf(reply.content)}`);
    },
  );

  server.registerTool(
    'test_elicitation',
    {
      description: 'Asks the user for a name and an email address.',
      inputSchema: { message: z.string().describe('What to show the user') },
    },
    async ({ message }) => {
      const answer = await server.server.elicitInput({
        message,
        requestedSchema: {
          type: 'object',
          properties: {
            username: { type: 'string', description: "User's response" },
            email: { type: 'string', description: "User's email address" },
          },
          required: ['username', 'email'],
        },
      });
      return text(`User response: ${describeAnswer(answer)}`);
    },
  );

  server.registerTool(
    'test_elicitation_sep1034_defaults',
    { description: 'Asks with a form whose fields all have defaults.' },
    async () => {
      const answer = await server.server.elicitInput({
        message: 'Please check these values',
        requestedSchema: DEFAULTS_FORM,
      });
      return text(`Elicitation completed: ${describeAnswer(answer)}`);
    },
  );

  server.registerTool(
    'test_elicitation_sep1330_enums',
    { description: 'Asks with a form that offers choices in all five ways.' },
    async () => {
      const answer = await server.server.elicitInput({
        message: 'Please choose',
        requestedSchema: CHOICES_FORM,
      });
      return text(`Elicitation completed: ${describeAnswer(answer)}`);
    },
  );

  server.registerTool(
    'test_streaming_elicitation',
    { description: 'Reports progress and then asks; a modern stream carries no request of the server.' },
    async ({ _meta, sendNotification }) => {
      const progressToken = _meta?.progressToken;
      if (progressToken !== undefined) {
        const params = { progressToken, progress: 1, total: 2, message: 'About to ask' };
        await sendNotification({ method: 'notifications/progress', params });
      }
      const answer = await server.server.elicitInput({
        message: 'Shall the work go on?',
        requestedSchema: { type: 'object', properties: { goOn: { type: 'boolean' } }, required: ['goOn'] },
      });
      return text(`Elicitation completed: ${describeAnswer(answer)}`);
    },
  );

  server.registerTool(
    'test_missing_capability',
    { description: 'Needs sampling; a client that did not declare it is refused.' },
    async () => {
      const reply = await server.server.createMessage({
        messages: [{ role: 'user', content: { type: 'text', text: 'Say that you are there.' } }],
        maxTokens: 10,
      });
      return text(textOf(reply.content));
    },
  );

  server.registerTool(
    'test_input_required_result_sampling',
    { description: 'Asks the model of the client one question.' },
    async () => {
      const reply = await server.server.createMessage({
        messages: [{ role: 'user', content: { type: 'text', text: 'What is the capital of France?' } }],
        maxTokens: 100,
      });
      return text(textOf(reply.content));
    },
  );

  server.registerTool(
    'test_input_required_result_list_roots',
    { description: 'Asks the client which folders it opened.' },
    async () => {
      const { roots } = await server.server.listRoots();
      return text(`Roots: ${roots.map((root) => root.uri).join(', ')}`);
    },
  );

  server.registerTool(
    'test_input_required_result_elicitation',
    { description: 'Asks for a name and greets.' },
    async () => text(`Hello, ${await askName('What is your name?')}!`),
  );

  for (const name of [
    'test_input_required_result_request_state',
    'test_input_required_result_tampered_state',
  ]) {
    server.registerTool(name, { description: 'Asks for a confirmation.' }, async () => {
      const answer = await server.server.elicitInput({
        message: 'Please confirm',
        requestedSchema: CONFIRM_FORM,
      });
      return text(`state-ok, confirmed: ${answer.content?.['ok']}`);
    });
  }

  server.registerTool(
    'test_input_required_result_multiple_inputs',
    { description: 'Asks the user, the model and the client at once.' },
    async () => {
      const [name, greeting, { roots }] = await Promise.all([
        askName('What is your name?'),
        server.server.createMessage({
          messages: [{ role: 'user', content: { type: 'text', text: 'Generate a greeting' } }],
          maxTokens: 50,
        }),
        server.server.listRoots(),
      ]);
      return text(`${name}, ${greeting.model} greets you in ${roots.length} folder(s).`);
    },
  );

  server.registerTool(
    'test_input_required_result_multi_round',
    { description: 'Asks for a name and then for a color.' },
    async () => {
      const name = await askName('Step 1: What is your name?');
      const answer = await server.server.elicitInput({
        message: 'Step 2: What is your favorite color?',
        requestedSchema: { type: 'object', properties: { color: { type: 'string' } }, required: ['color'] },
      });
      return text(`${name} likes ${answer.content?.['color']}.`);
    },
  );

  server.registerTool(
    'test_input_required_result_capabilities',
    { description: 'Asks only what the client said it can answer.' },
    async () => {
      const { elicitation, sampling } = server.server.getClientCapabilities() ?? {};
      const name = elicitation === undefined ? 'somebody' : await askName('What is your name?');
      if (sampling === undefined) return text(`Hello, ${name}!`);
      const greeting = await server.server.createMessage({
        messages: [{ role: 'user', content: { type: 'text', text: 'Generate a greeting' } }],
        maxTokens: 50,
      });
      return text(`${name}: ${textOf(greeting.content)}`);
    },
  );

  async function askName(message: string): Promise<string> {
    const answer = await server.server.elicitInput({ message, requestedSchema: NAME_FORM });
    return String(answer.content?.['name']);
  }
}

function text(value: string) {
  return { content: [{ type: 'text' as const, text: value }] };
}

function describeAnswer(answer: { action: string; content?: object | undefined }): string {
  return `action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`;
}

/** What a model said in words, whatever else it sent. */
function textOf(content: unknown): string {
  const blocks: unknown[] = Array.isArray(content) ? content : [content];
  const TextBlock = z.object({ type: z.literal('text'), text: z.string() });
  return blocks.map((block) => TextBlock.safeParse(block).data?.text ?? '').join('');
}
