// Calls that ask the client: answered rightly, wrongly, twice, by nobody; cancelled; and their states broken.

import { mutateBytes } from '../generate/byte-mutator.ts';
import { hostileValue } from '../generate/hostile-values.ts';
import { type HttpRequest, post, type RequestFacts } from '../generate/http-request.ts';
import { mutateJson, tweakText } from '../generate/json-mutator.ts';
import { jsonText } from '../generate/json-text.ts';
import { callRequest, type Message, request, WORDS } from '../generate/messages.ts';
import { MODERN } from '../generate/revisions.ts';
import { Fault } from '../judge/fault.ts';
import { isMembers } from '../judge/rpc-rules.ts';
import type { FuzzCase } from '../run/fuzz-case.ts';

const ANSWERS: readonly object[] = [
  { action: 'accept', content: { name: 'Ada' } },
  { action: 'accept', content: { username: 'ada', email: 'ada@example.com' } },
  { action: 'accept', content: { colour: 'red' } },
  { action: 'accept', content: { ok: true, goOn: true, context: 'x' } },
  { action: 'decline' },
  { action: 'cancel' },
  { role: 'assistant', model: 'm', content: { type: 'text', text: 'Paris' } },
  { role: 'assistant', model: 'm', content: [{ type: 'text', text: 'Paris' }] },
  { roots: [{ uri: 'file:///home', name: 'home' }] },
  { roots: [] },
];

function anyAnswer({ chance }: FuzzCase): unknown {
  const answer = structuredClone(chance.one(ANSWERS));
  if (chance.happens(0.4)) return mutateJson(answer, chance.between(1, 3), chance, WORDS);
  return chance.happens(0.1) ? hostileValue(chance) : answer;
}

/** A session's call that asks on its stream, and what the client does about it. */
export async function askedInSession(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const facts = await it.facts(it.sessionRevision());
  const id = it.id();
  const call = chance.happens(0.85)
    ? callRequest(facts.revision, { id, tools: 'asking' }, chance)
    : otherAsking(it, id);
  const connection = await it.open();
  const asked = message(call, facts);
  await it.send(connection, asked);
  const answer = await it.answer(connection, asked);
  if (answer.text !== undefined) return;
  let { question } = await it.follow(connection, asked);
  for (let round = 0; question !== undefined && round < 4; round++) {
    if (chance.happens(0.15)) return void (await giveUp(it, id, facts));
    await it.exchange(message(response(it, question), facts));
    if (chance.happens(0.2)) await it.exchange(message(response(it, question), facts));
    if (chance.happens(0.4)) break;
    // The answer may not have been one: then nothing more comes before the client gives up.
    await it.exchange(message({ jsonrpc: '2.0', id: question, result: chance.one(ANSWERS) }, facts));
    ({ question } = await it.follow(connection, asked));
  }
  if (question !== undefined) await giveUp(it, id, facts);
}

/** A prompt and a resource that ask. */
function otherAsking({ chance }: FuzzCase, id: string | number): Message {
  const name = chance.one(['test_input_required_result_prompt', 'asking']);
  return { jsonrpc: '2.0', id, method: 'prompts/get', params: { name } };
}

function message(body: unknown, facts: RequestFacts): HttpRequest {
  return post(Buffer.from(jsonText(body)), body, facts);
}

function response(it: FuzzCase, question: string): object {
  const { chance } = it;
  const id = chance.happens(0.9) ? question : tweakText(question, chance);
  if (chance.happens(0.15)) return { jsonrpc: '2.0', id, error: { code: -1, message: 'The user is away' } };
  return { jsonrpc: '2.0', id, result: anyAnswer(it) };
}

/** Cancels the call, or something else. */
async function giveUp(it: FuzzCase, id: string | number, facts: RequestFacts): Promise<void> {
  const { chance } = it;
  const requestId = chance.happens(0.8) ? id : hostileValue(chance);
  const params = { requestId, reason: 'the user closed the window' };
  await it.exchange(message({ jsonrpc: '2.0', method: 'notifications/cancelled', params }, facts));
}

/** A call is cancelled, or its client leaves, while it runs. */
export async function cancelled(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const facts = await it.facts(chance.happens(0.3) ? MODERN : it.sessionRevision());
  const id = it.id();
  const [name, args] = chance.one<[string, object]>([
    ['work', { steps: chance.between(1, 20), stepMs: chance.between(1, 5) }],
    ['stubborn', { ms: chance.between(1, 30), isLate: chance.happens(0.3) }],
    ['test_tool_with_progress', {}],
    ['test_tool_with_logging', {}],
    ['test_reconnection', {}],
  ]);
  const params = { name, arguments: args };
  const call = request(facts.revision, { id, method: 'tools/call', params }, chance);
  const asked = message(call, facts);
  const connection = await it.open();
  await it.send(connection, asked);
  if (chance.happens(0.5)) await new Promise((resolve) => setTimeout(resolve, chance.between(0, 10)));
  if (facts.revision === MODERN) return connection.leave(chance.one(['close', 'reset']));
  for (let n = chance.between(1, 2); n > 0; n--) await giveUp(it, id, facts);
  const answer = await it.answer(connection, asked);
  while (answer.text === undefined && (await connection.event()) !== undefined);
  await connection.finish();
}

/** A modern call that asks by returning, and the rounds that follow, with states and answers broken. */
export async function askedInRounds(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const facts = await it.facts(MODERN);
  const call = callRequest(MODERN, { id: it.id(), tools: 'asking' }, chance);
  const params = call.params as Record<string, unknown>;
  for (let round = 0; round < 4; round++) {
    const answer = await it.exchange(message(call, facts));
    const result = answer.messages[0]?.result;
    if (result?.['resultType'] !== 'input_required') return;
    const { requestState, inputRequests } = result;
    if (typeof requestState !== 'string') throw new Fault('input_required without a state');
    const altered = chance.happens(0.3) ? alter(requestState, it) : requestState;
    params['requestState'] = altered;
    params['inputResponses'] = answersTo(inputRequests, it);
    if (altered === requestState) continue;
    const late = await it.exchange(message(call, facts));
    if (late.messages[0]?.result !== undefined)
      throw new Fault(`an altered state was taken: ${String(altered)}`);
    return;
  }
}

function alter(state: string, { chance }: FuzzCase): unknown {
  if (chance.happens(0.2)) return hostileValue(chance);
  const bytes = Buffer.from(state, 'base64url');
  if (chance.happens(0.5)) return mutateBytes(bytes, 1, chance).toString('base64url');
  return tweakText(state, chance);
}

function answersTo(questions: unknown, it: FuzzCase): unknown {
  const { chance } = it;
  const keys = isMembers(questions) ? Object.keys(questions) : [];
  const answers = Object.fromEntries(keys.map((key) => [key, anyAnswer(it)]));
  return chance.happens(0.2) ? mutateJson(answers, 1, chance, WORDS) : answers;
}
