// Sessions that are opened oddly, used while they end, and found again by the wrong ones.

import { hostileValue } from '../generate/hostile-values.ts';
import { deletion, type HttpRequest, post } from '../generate/http-request.ts';
import { mutateJson } from '../generate/json-mutator.ts';
import { jsonText } from '../generate/json-text.ts';
import { callRequest, initialize, WORDS } from '../generate/messages.ts';
import { allCapabilities, type SessionRevision } from '../generate/revisions.ts';
import { Fault } from '../judge/fault.ts';
import { isMembers } from '../judge/rpc-rules.ts';
import type { FuzzCase } from '../run/fuzz-case.ts';
import { OTHER_KEY } from '../server/keys.ts';
import { anyRightRequest, requireSuccess } from './broken-messages.ts';

/** Opens a session with a broken `initialize`. Where that is taken, the session has to work. */
export async function oddSession(it: FuzzCase): Promise<void> {
  const { chance, target } = it;
  const revision = it.sessionRevision();
  const message = initialize(chance.happens(0.8) ? revision : chance.one(WORDS), it.id());
  if (chance.happens(0.5)) breakCapabilities(message, it);
  else mutateJson(message, chance.between(0, 3), chance, WORDS);
  const body = Buffer.from(jsonText(message));
  const answer = await it.exchange(post(body, message, { revision, key: target.key }));
  const handle = answer.headers.get('mcp-session-id');
  const opened = answer.messages[0]?.result;
  if ((handle === undefined) !== (opened === undefined))
    throw new Fault('a session without a handle, or one too many');
  if (handle === undefined) return;
  const facts = { revision: String(opened?.['protocolVersion']) as SessionRevision, key: target.key, handle };
  // What the client says of itself matters most to tools that ask it.
  for (let n = chance.below(4); n > 0; n--) await it.exchange(asking(it, facts, n));
  await it.exchange(await anyRightRequest(it, facts));
  if (chance.happens(0.7)) await end(it, handle, facts.revision);
}

function breakCapabilities({ params }: { params?: Record<string, unknown> }, { chance }: FuzzCase): void {
  const capabilities = allCapabilities();
  const name = chance.one(['elicitation', 'sampling', 'roots', 'experimental', 'extensions', 'tasks']);
  if (chance.happens(0.6)) capabilities[name] = hostileValue(chance);
  else mutateJson(capabilities, chance.between(1, 3), chance, WORDS);
  if (isMembers(params)) params['capabilities'] = capabilities;
}

function asking(
  it: FuzzCase,
  facts: { revision: SessionRevision; key: string | undefined; handle: string },
  n: number,
): HttpRequest {
  const call = callRequest(facts.revision, { id: it.id(n), tools: 'asking' }, it.chance);
  return post(Buffer.from(jsonText(call)), call, facts);
}

/** Ends a session, and sees that it is over. */
async function end(it: FuzzCase, handle: string, revision: SessionRevision): Promise<void> {
  const facts = { revision, key: it.target.key, handle };
  const ended = await it.exchange(deletion(handle, it.target.key));
  if (ended.status !== 204) throw new Fault(`DELETE of a session was answered ${ended.status}`);
  const late = await it.exchange(await anyRightRequest(it, facts));
  if (late.status !== 404 && late.status !== 429)
    throw new Fault(`a request in an ended session was answered ${late.status}`);
}

/** A session ends while requests of it are under way, on other connections. */
export async function endedMeanwhile(it: FuzzCase): Promise<void> {
  const { chance, target } = it;
  const revision = it.sessionRevision();
  const message = initialize(revision, it.id());
  const opening = await it.exchange(
    post(Buffer.from(jsonText(message)), message, { revision, key: target.key }),
  );
  const handle = opening.headers.get('mcp-session-id');
  if (handle === undefined) return requireSuccess(opening);
  const facts = { revision, key: target.key, handle };
  const connections = [];
  for (let n = 1; n <= chance.between(1, 3); n++) {
    const connection = await it.open();
    const request = chance.happens(0.5) ? asking(it, facts, n) : await anyRightRequest(it, facts);
    await it.send(connection, request);
    connections.push({ connection, request });
  }
  if (chance.happens(0.5)) await new Promise<void>((resolve) => setImmediate(resolve));
  await end(it, handle, revision);
  for (const { connection, request } of connections) {
    const answer = await it.answer(connection, request);
    // Its session is over, so its stream is too, answered or not.
    while (answer.text === undefined && (await connection.event()) !== undefined);
    await connection.finish();
  }
}

/** A handle of one principal in the hands of another. */
export async function borrowedHandle(it: FuzzCase): Promise<void> {
  const facts = await it.facts(it.sessionRevision());
  if (facts.key === undefined) return oddSession(it);
  const answer = await it.exchange(await anyRightRequest(it, { ...facts, key: OTHER_KEY }));
  if (answer.status !== 404 && answer.status !== 429)
    throw new Fault(`the session of another principal was answered ${answer.status}`);
}
