// Messages that are wrong inside, on connections and in requests that are right.

import { mutateBytes } from '../generate/byte-mutator.ts';
import { mutateHeaders } from '../generate/header-mutator.ts';
import { type HttpRequest, post, type RequestFacts } from '../generate/http-request.ts';
import { mutateJson } from '../generate/json-mutator.ts';
import { jsonText, oddJsonText } from '../generate/json-text.ts';
import { anyNotification, anyRequest, callRequest, type Message, WORDS } from '../generate/messages.ts';
import { MODERN, type Revision } from '../generate/revisions.ts';
import type { Answer } from '../judge/answer-rules.ts';
import { Fault } from '../judge/fault.ts';
import type { FuzzCase } from '../run/fuzz-case.ts';

/** Refusals of a server that is asked for more than it has room or time for. */
const PROTECTIONS = ['OVERLOADED', 'DEADLINE_EXCEEDED', 'RATE_LIMITED', 'TOOL_UNAVAILABLE'];

/** A request or notification of any kind, most often wrong in some places. */
export async function brokenMessage(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const revision = it.revision();
  const message = anyMessage(it, revision);
  const count = mutationCount(it);
  if (count === 0) return rightMessage(it, revision, message);
  const facts = await it.doubtfulFacts(revision);
  // The mirrored headers go with the broken message, so that it is not refused for them alone.
  const claims = chance.happens(0.1) ? structuredClone(message) : undefined;
  const broken = mutateJson(message, count, chance, WORDS);
  const text = chance.happens(0.15) ? oddJsonText(broken, chance) : jsonText(broken);
  const body = withinLimit(Buffer.from(text), it);
  await it.exchange(post(body, claims ?? parsedOr(text, message), facts));
}

/** Nothing is wrong: that has to work too, or nothing else means anything. */
async function rightMessage(it: FuzzCase, revision: Revision, message: Message): Promise<void> {
  const facts = await it.facts(revision);
  const answer = await it.exchange(post(Buffer.from(jsonText(message)), message, facts));
  if (message.id === undefined) {
    if (answer.status !== 202) throw new Fault(`a right notification was answered ${answer.status}`);
  } else if (answer.text !== undefined) {
    requireSuccess(answer);
  }
}

/** @throws Fault when the answer is neither a result nor a refusal for want of room or time */
export function requireSuccess(answer: Answer): void {
  const [message] = answer.messages;
  if (message?.result !== undefined || PROTECTIONS.includes(message?.errorCode ?? '')) return;
  throw new Fault(`a right request was answered ${answer.status} ${answer.text}`);
}

function anyMessage(it: FuzzCase, revision: Revision): Message {
  const { chance } = it;
  if (chance.happens(0.08)) return anyNotification(revision, chance);
  const id = it.id();
  if (chance.happens(0.1)) return callRequest(revision, { id, tools: 'asking' }, chance);
  if (chance.happens(0.05)) return callRequest(revision, { id, tools: 'header' }, chance);
  return anyRequest(revision, id, chance);
}

function mutationCount({ chance }: FuzzCase): number {
  if (chance.happens(0.1)) return 0;
  return chance.happens(0.65) ? 1 : chance.between(2, 8);
}

/** What a text says as JSON; `otherwise` when it is none. */
function parsedOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** A client that sends very much more than is taken is cut off, and that is tried elsewhere. */
function withinLimit(body: Buffer, { target }: FuzzCase): Buffer {
  return body.subarray(0, 4 * target.maxBodyBytes);
}

/** Bytes that are nearly the JSON of a message. */
export async function brokenText(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const revision = it.revision();
  const message = anyMessage(it, revision);
  const text = Buffer.from(chance.happens(0.3) ? oddJsonText(message, chance) : jsonText(message));
  const body = chance.happens(0.03)
    ? chance.bytes(chance.length(5000))
    : mutateBytes(text, 1 + chance.below(3), chance);
  await it.exchange(post(body, message, await it.doubtfulFacts(revision)));
}

/** A body that is as large as it may be, or larger. */
export async function largeBody(it: FuzzCase): Promise<void> {
  const { chance, target } = it;
  const message = anyMessage(it, MODERN);
  const text = jsonText({ ...message, params: { ...message.params, filling: '' } });
  const size = target.maxBodyBytes + chance.one([-1, 0, 1, 100, target.maxBodyBytes, -1000]);
  const filling = chance.one(['x', 'é', '[', '{"":', '\\"', '\0'].slice(0, chance.happens(0.5) ? 1 : 6));
  const room = Math.max(0, size - Buffer.byteLength(text));
  const filled = filling.repeat(Math.ceil(room / Buffer.byteLength(filling))).slice(0, room);
  // Inside the string, or in its place.
  const body = Buffer.from(
    chance.happens(0.5) ? text.replace('"filling":""', () => `"filling":"${filled}"`) : filled,
  );
  await it.exchange(post(body, message, await it.facts(MODERN)));
}

/** A right or nearly right body behind broken headers. */
export async function brokenHeaders(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const revision = it.revision();
  const message = anyMessage(it, revision);
  const broken = chance.happens(0.2) ? mutateJson(structuredClone(message), 1, chance, WORDS) : message;
  const request = post(Buffer.from(jsonText(broken)), message, await it.doubtfulFacts(revision));
  mutateHeaders(request, chance.happens(0.6) ? 1 : chance.between(2, 5), chance);
  await it.exchange(request);
}

/** An array of messages; only one revision has them. */
export async function brokenBatch(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const revision = chance.happens(0.85) ? '2025-03-26' : it.revision();
  const count = chance.happens(0.05) ? chance.between(90, 110) : chance.below(8);
  const batch: unknown[] = Array.from({ length: count }, (_, n) => {
    if (chance.happens(0.15)) return anyNotification(revision, chance);
    if (chance.happens(0.05)) return { jsonrpc: '2.0', id: it.id(n), result: {} };
    if (chance.happens(0.05)) return callRequest(revision, { id: it.id(n), tools: 'asking' }, chance);
    return anyRequest(revision, it.id(n), chance);
  });
  const broken = chance.happens(0.6) ? mutateJson(batch, chance.between(1, 3), chance, WORDS) : batch;
  const body = withinLimit(Buffer.from(jsonText(broken)), it);
  await it.exchange(post(body, batch[0], await it.doubtfulFacts(revision)));
}

/** A right request of any kind, for cases that break something else about it. */
export async function anyRightRequest(it: FuzzCase, facts?: RequestFacts): Promise<HttpRequest> {
  const revision = facts?.revision ?? it.revision();
  const message = anyRequest(revision, it.id(), it.chance);
  return post(Buffer.from(jsonText(message)), message, facts ?? (await it.facts(revision)));
}
