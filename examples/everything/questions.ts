// Tools that ask the client something and simply await the answer. The same handler serves both eras: a session
// client is asked on the open stream, a modern client is sent an `input_required` result and calls again.

import type { FleetServer } from 'mcp-fleet';
import { z } from 'zod';

/** The five primitive fields of a form, each with the value a client should offer first. */
const DEFAULTS_FORM = {
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
const CHOICES_FORM = {
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

export function registerQuestions(server: FleetServer): void {
  server.registerTool(
    'test_sampling',
    {
      description: 'Asks the model of the client to continue a prompt.',
      inputSchema: z.object({ prompt: z.string().describe('What to send to the model') }),
    },
    async ({ prompt }, ctx) => {
      const reply = await ctx.sample({
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
      inputSchema: z.object({ message: z.string().describe('What to show the user') }),
    },
    async ({ message }, ctx) => {
      const answer = await ctx.elicit({
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
    async (ctx) => {
      const answer = await ctx.elicit({
        message: 'Please check these values',
        requestedSchema: DEFAULTS_FORM,
      });
      return text(`Elicitation completed: ${describeAnswer(answer)}`);
    },
  );

  server.registerTool(
    'test_elicitation_sep1330_enums',
    { description: 'Asks with a form that offers choices in all five ways.' },
    async (ctx) => {
      const answer = await ctx.elicit({ message: 'Please choose', requestedSchema: CHOICES_FORM });
      return text(`Elicitation completed: ${describeAnswer(answer)}`);
    },
  );

  server.registerTool(
    'test_streaming_elicitation',
    { description: 'Reports progress and then asks; a modern stream carries no request of the server.' },
    async (ctx) => {
      ctx.progress(1, 2, 'About to ask');
      const answer = await ctx.elicit({
        message: 'Shall the work go on?',
        requestedSchema: { type: 'object', properties: { goOn: { type: 'boolean' } }, required: ['goOn'] },
      });
      return text(`Elicitation completed: ${describeAnswer(answer)}`);
    },
  );

  server.registerTool(
    'test_missing_capability',
    { description: 'Needs sampling; a client that did not declare it is refused.' },
    async (ctx) => {
      const reply = await ctx.sample({
        messages: [{ role: 'user', content: { type: 'text', text: 'Say that you are there.' } }],
        maxTokens: 10,
      });
      return text(textOf(reply.content));
    },
  );

  server.registerTool(
    'test_input_required_result_sampling',
    { description: 'Asks the model of the client one question.' },
    async (ctx) => {
      const reply = await ctx.sample({
        messages: [{ role: 'user', content: { type: 'text', text: 'What is the capital of France?' } }],
        maxTokens: 100,
      });
      return text(textOf(reply.content));
    },
  );

  server.registerTool(
    'test_input_required_result_list_roots',
    { description: 'Asks the client which folders it opened.' },
    async (ctx) => {
      const { roots } = await ctx.listRoots();
      return text(`Roots: ${roots.map((root) => root.uri).join(', ')}`);
    },
  );
}

function text(value: string) {
  return { content: [{ type: 'text' as const, text: value }] };
}

function describeAnswer(answer: { action: string; content?: object }): string {
  return `action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`;
}

/** What a model said in words, whatever else it sent. */
function textOf(content: unknown): string {
  const blocks: unknown[] = Array.isArray(content) ? content : [content];
  const TextBlock = z.object({ type: z.literal('text'), text: z.string() });
  return blocks.map((block) => TextBlock.safeParse(block).data?.text ?? '').join('');
}
