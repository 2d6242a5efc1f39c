// Tools that go through their rounds by hand: they name their questions, ask several at once, and keep state that the
// client carries. Each reads what has been answered, and asks again for what has not.

import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { type State, states } from './states.ts';

const Name = z.object({ name: z.string() });
const Color = z.object({ color: z.string() });
const Confirmation = z.object({ ok: z.boolean() });

export function registerRounds(server: McpServer): void {
  server.registerTool(
    'test_input_required_result_elicitation',
    { description: 'Asks for a name and greets.' },
    (ctx) => {
      const answer = acceptedContent(ctx.mcpReq.inputResponses, 'user_name', Name);
      if (answer === undefined) {
        return inputRequired({
          inputRequests: {
            user_name: inputRequired.elicit({ message: 'What is your name?', requestedSchema: Name }),
          },
        });
      }
      return text(`Hello, ${answer.name}!`);
    },
  );

  for (const [name, description] of [
    [
      'test_input_required_result_request_state',
      'Asks for a confirmation, and checks the state that comes back.',
    ],
    ['test_input_required_result_tampered_state', 'Asks for a confirmation; a changed state is refused.'],
  ] as const) {
    server.registerTool(name, { description }, async ({ mcpReq }) => {
      const answer = acceptedContent(mcpReq.inputResponses, 'confirm', Confirmation);
      if (answer === undefined || mcpReq.requestState<State>()?.tool !== name) {
        return inputRequired({
          inputRequests: {
            confirm: inputRequired.elicit({ message: 'Please confirm', requestedSchema: Confirmation }),
          },
          requestState: await states.mint({ tool: name }),
        });
      }
      return text(`state-ok, confirmed: ${answer.ok}`);
    });
  }

  server.registerTool(
    'test_input_required_result_multiple_inputs',
    { description: 'Asks the user, the model and the client at once.' },
    async (ctx) => {
      const { inputResponses } = ctx.mcpReq;
      const user = acceptedContent(inputResponses, 'user_name', Name);
      const greeting = inputResponse(inputResponses, 'greeting');
      const folders = inputResponse(inputResponses, 'client_roots');
      if (user === undefined || greeting.kind !== 'sampling' || folders.kind !== 'roots') {
        return inputRequired({
          inputRequests: {
            user_name: inputRequired.elicit({ message: 'What is your name?', requestedSchema: Name }),
            greeting: inputRequired.createMessage({
              messages: [{ role: 'user', content: { type: 'text', text: 'Generate a greeting' } }],
              maxTokens: 50,
            }),
            client_roots: inputRequired.listRoots(),
          },
          requestState: await states.mint({ tool: 'multiple_inputs' }),
        });
      }
      return text(`${user.name}, ${greeting.result.model} greets you in ${folders.roots.length} folder(s).`);
    },
  );

  server.registerTool(
    'test_input_required_result_multi_round',
    { description: 'Asks for a name and then for a color; the state remembers the name.' },
    async (ctx) => {
      const { inputResponses } = ctx.mcpReq;
      const known = ctx.mcpReq.requestState<State>();
      const name = known?.name ?? acceptedContent(inputResponses, 'step1', Name)?.name;
      if (name === undefined) {
        return inputRequired({
          inputRequests: {
            step1: inputRequired.elicit({ message: 'Step 1: What is your name?', requestedSchema: Name }),
          },
          requestState: await states.mint({ tool: 'multi_round' }),
        });
      }
      const answer = acceptedContent(inputResponses, 'step2', Color);
      if (answer === undefined) {
        return inputRequired({
          inputRequests: {
            step2: inputRequired.elicit({
              message: 'Step 2: What is your favorite color?',
              requestedSchema: Color,
            }),
          },
          requestState: await states.mint({ tool: 'multi_round', name }),
        });
      }
      return text(`${name} likes ${answer.color}.`);
    },
  );

  // A client of 2026-07-28 says with each request what it can do; others said it when they opened the session.
  const clientCapabilities = ({ mcpReq }: ServerContext) =>
    mcpReq.envelope === undefined ? server.server.getClientCapabilities() : declaredWith(mcpReq.envelope);

  server.registerTool(
    'test_input_required_result_capabilities',
    { description: 'Asks only what the client said it can answer.' },
    (ctx) => {
      if (ctx.mcpReq.inputResponses !== undefined) {
        return text(`Answered: ${Object.keys(ctx.mcpReq.inputResponses).join(', ')}`);
      }
      const { elicitation, sampling } = clientCapabilities(ctx) ?? {};
      if (elicitation === undefined && sampling === undefined) {
        return text('This client can answer nothing.');
      }
      return inputRequired({
        inputRequests: {
          ...(elicitation !== undefined && {
            user_name: inputRequired.elicit({ message: 'What is your name?', requestedSchema: Name }),
          }),
          ...(sampling !== undefined && {
            greeting: inputRequired.createMessage({
              messages: [{ role: 'user', content: { type: 'text', text: 'Generate a greeting' } }],
              maxTokens: 50,
            }),
          }),
        },
      });
    },
  );
}

function declaredWith(envelope: object): ClientCapabilities {
  return (envelope as Record<string, ClientCapabilities>)[CLIENT_CAPABILITIES_META_KEY] ?? {};
}

function text(value: string) {
  return { content: [{ type: 'text' as const, text: value }] };
}
