// Tools that ask the client something by returning the question. The same handler serves both eras: a modern client
// gets the question as its result and calls again; a session client is asked on the open stream by the SDK itself.

import {
  type ElicitRequestFormParams,
  type InputRequest,
  type InputResponseView,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
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

const USER_FORM: Form = {
  type: 'object',
  properties: {
    username: { type: 'string', description: "User's response" },
    email: { type: 'string', description: "User's email address" },
  },
  required: ['username', 'email'],
};

const GO_ON_FORM: Form = {
  type: 'object',
  properties: { goOn: { type: 'boolean' } },
  required: ['goOn'],
};

const QUESTION = 'question';

export function registerQuestions(server: McpServer): void {
  server.registerTool(
    'test_sampling',
    {
      description: 'Asks the model of the client to continue a prompt.',
      inputSchema: z.object({ prompt: z.string().describe('What to send to the model') }),
    },
    ({ prompt }, ctx) => {
      const reply = answerIn(ctx);
      if (reply.kind !== 'sampling') return asking(askModel(prompt, 100));
      return text(`LLM response: ${textOf(reply.result.content)}`);
    },
  );

  server.registerTool(
    'test_elicitation',
    {
      description: 'Asks the user for a name and an email address.',
      inputSchema: z.object({ message: z.string().describe('What to show the user') }),
    },
    ({ message }, ctx) => {
      const answer = answerIn(ctx);
      if (answer.kind !== 'elicit')
        return asking(inputRequired.elicit({ message, requestedSchema: USER_FORM }));
      return text(`User response: ${describeAnswer(answer)}`);
    },
  );

  for (const [name, description, message, requestedSchema] of [
    [
      'test_elicitation_sep1034_defaults',
      'Asks with a form whose fields all have defaults.',
      'Please check these values',
      DEFAULTS_FORM,
    ],
    [
      'test_elicitation_sep1330_enums',
      'Asks with a form that offers choices in all five ways.',
      'Please choose',
      CHOICES_FORM,
    ],
  ] as const) {
    server.registerTool(name, { description }, (ctx) => {
      const answer = answerIn(ctx);
      if (answer.kind !== 'elicit') return asking(inputRequired.elicit({ message, requestedSchema }));
      return text(`Elicitation completed: ${describeAnswer(answer)}`);
    });
  }

  server.registerTool(
    'test_streaming_elicitation',
    { description: 'Reports progress and then asks; a modern stream carries no request of the server.' },
    async (ctx) => {
      const progressToken = ctx.mcpReq._meta?.progressToken;
      if (progressToken !== undefined) {
        const params = { progressToken, progress: 1, total: 2, message: 'About to ask' };
        await ctx.mcpReq.notify({ method: 'notifications/progress', params });
      }
      const answer = answerIn(ctx);
      if (answer.kind !== 'elicit')
        return asking(
          inputRequired.elicit({ message: 'Shall the work go on?', requestedSchema: GO_ON_FORM }),
        );
      return text(`Elicitation completed: ${describeAnswer(answer)}`);
    },
  );

  for (const [name, description, prompt] of [
    [
      'test_missing_capability',
      'Needs sampling; a client that did not declare it is refused.',
      'Say that you are there.',
    ],
    [
      'test_input_required_result_sampling',
      'Asks the model of the client one question.',
      'What is the capital of France?',
    ],
  ] as const) {
    server.registerTool(name, { description }, (ctx) => {
      const reply = answerIn(ctx);
      if (reply.kind !== 'sampling') return asking(askModel(prompt, 100));
      return text(textOf(reply.result.content));
    });
  }

  server.registerTool(
    'test_input_required_result_list_roots',
    { description: 'Asks the client which folders it opened.' },
    (ctx) => {
      const answer = answerIn(ctx);
      if (answer.kind !== 'roots') return asking(inputRequired.listRoots());
      return text(`Roots: ${answer.roots.map((root) => root.uri).join(', ')}`);
    },
  );
}

function askModel(prompt: string, maxTokens: number): InputRequest {
  return inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
    maxTokens,
  });
}

function asking(question: InputRequest) {
  return inputRequired({ inputRequests: { [QUESTION]: question } });
}

function answerIn({ mcpReq }: ServerContext): InputResponseView {
  return inputResponse(mcpReq.inputResponses, QUESTION);
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
