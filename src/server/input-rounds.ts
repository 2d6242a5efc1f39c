// Lets a handler that asks by returning `input_required` serve the session eras: each question goes out as a request
// on the stream, and the call runs again with the answers, until it has a result.

import { FleetError } from '../protocol/errors.ts';
import type { InputResponses } from '../protocol/mcp.ts';
import type { InputRequiredReply, Reply } from './backend.ts';
import type { Call } from './call.ts';
import { requireCapability } from './capabilities.ts';

/** A flow of questions longer than this is taken for a handler that never stops asking. */
export const MAX_INPUT_ROUNDS = 16;

/**
 * Asks the reply's questions and calls `again` with the answers until it no longer asks.
 * @throws FleetError MISSING_CLIENT_CAPABILITY, INTERNAL_ERROR after too many rounds, or what a question ended with.
 */
export async function answerInRounds(
  call: Call,
  first: InputRequiredReply,
  again: (call: Call) => Reply | Promise<Reply>,
): Promise<Reply> {
  let reply: Reply = first;
  for (let round = 0; round < MAX_INPUT_ROUNDS; round++) {
    if (reply.kind !== 'input-required') return reply;
    const answers = await askAll(call, reply);
    call.params['inputResponses'] = answers;
    call.resumption = { answers: { ...reply.answers, ...answers }, state: reply.state };
    reply = await again(call);
  }
  if (reply.kind !== 'input-required') return reply;
  throw new FleetError(
    'INTERNAL_ERROR',
    `The handler of "${call.method}" still asks after ${MAX_INPUT_ROUNDS} rounds.`,
  );
}

async function askAll(call: Call, reply: InputRequiredReply): Promise<InputResponses> {
  const ask = call.channel.ask;
  if (ask === undefined) throw new FleetError('INTERNAL_ERROR', 'This transport cannot ask the client.');
  const questions = Object.entries(reply.requests);
  for (const [, request] of questions) requireCapability(request, call.client.capabilities);
  call.pauseClock();
  try {
    const answers = await Promise.all(questions.map(([, request]) => ask(request, call.signal)));
    return Object.fromEntries(questions.map(([key], index) => [key, answers[index]]));
  } finally {
    call.resumeClock();
  }
}
