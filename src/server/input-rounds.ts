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
 * A question that fails ends a tool call with an `isError` result.
 * @throws FleetError MISSING_CLIENT_CAPABILITY; QUESTION_FAILED elsewhere; INTERNAL_ERROR after too many rounds; CANCELLED
 */
export async function answerInRounds(
  call: Call,
  first: InputRequiredReply,
  again: (call: Call) => Reply | Promise<Reply>,
): Promise<Reply> {
  let reply: Reply = first;
  for (let round = 0; round < MAX_INPUT_ROUNDS; round++) {
    if (reply.kind !== 'input-required') return reply;
    const ask = call.channel.ask;
    if (ask === undefined) throw new FleetError('INTERNAL_ERROR', 'This transport cannot ask the client.');
    for (const request of Object.values(reply.requests)) requireCapability(request, call.client.capabilities);
    let answers: InputResponses;
    try {
      answers = await askAll(call, reply, ask.bind(call.channel));
    } catch (error) {
      return failedQuestion(call, error);
    }
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

/** The caller's request was right; what failed on its side is told to its model where there is a way. */
function failedQuestion(call: Call, error: unknown): Reply {
  if (!(error instanceof FleetError) || error.code === 'CANCELLED') throw error;
  if (call.method !== 'tools/call') throw new FleetError('QUESTION_FAILED', error.message, { cause: error });
  return { kind: 'result', result: { content: [{ type: 'text', text: error.message }], isError: true } };
}

type Ask = NonNullable<Call['channel']['ask']>;

async function askAll(call: Call, reply: InputRequiredReply, ask: Ask): Promise<InputResponses> {
  const questions = Object.entries(reply.requests);
  call.pauseClock();
  try {
    const signal = call.untilSettled();
    const answers = await Promise.all(questions.map(([, request]) => ask(request, signal)));
    return Object.fromEntries(questions.map(([key], index) => [key, answers[index]]));
  } finally {
    call.resumeClock();
  }
}
