// Streams: listened to, broken off, taken up again at the right and at the wrong place.

import { hostileText } from '../generate/hostile-values.ts';
import { commonHeaders, type HttpRequest, post, type RequestFacts } from '../generate/http-request.ts';
import { mutateJson, tweakText } from '../generate/json-mutator.ts';
import { jsonText } from '../generate/json-text.ts';
import { type Message, request, subscriptionFilter, WORDS } from '../generate/messages.ts';
import { MODERN } from '../generate/revisions.ts';
import { checkStreamed } from '../judge/rpc-rules.ts';
import type { Connection } from '../run/connection.ts';
import type { FuzzCase } from '../run/fuzz-case.ts';

/** Goes on with a stream: a broken-off one, at the right place or another, or one that never was. */
export async function resumed(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const revision = chance.happens(0.7) ? '2025-11-25' : it.sessionRevision();
  const facts = await it.facts(revision);
  const lastEventId = chance.happens(0.7) ? await brokenOff(it, facts) : undefined;
  const claimed = lastEventId === undefined ? inventedId(it) : nearly(lastEventId, it);
  // Twice at once, too: the later one takes the stream over.
  for (let n = chance.between(1, 3); n > 0; n--) {
    const connection = await it.open();
    connection.mayBeCut = true;
    const listening = listen(facts, claimed);
    await it.send(connection, listening);
    const answer = await it.answer(connection, listening);
    if (answer.text === undefined && chance.happens(0.5)) await takeSome(connection, it);
    if (chance.happens(0.5)) connection.leave(chance.one(['close', 'reset']));
  }
}

/** A GET that opens or resumes a stream. */
function listen(facts: RequestFacts, lastEventId: string | undefined): HttpRequest {
  const headers = [...commonHeaders(facts)];
  headers.push(['Accept', 'text/event-stream']);
  if (lastEventId !== undefined) headers.push(['Last-Event-ID', lastEventId]);
  return { method: 'GET', target: '/mcp', version: 'HTTP/1.1', headers, body: undefined };
}

/** Starts a call that streams, leaves after some events, and tells the id of the last one. */
async function brokenOff(it: FuzzCase, facts: RequestFacts): Promise<string | undefined> {
  const { chance } = it;
  const params = {
    name: 'work',
    arguments: { steps: chance.between(1, 8), stepMs: chance.below(3), detach: chance.happens(0.3) },
    _meta: { progressToken: 1 },
  };
  const call: Message = { jsonrpc: '2.0', id: it.id(), method: 'tools/call', params };
  const asked = post(Buffer.from(jsonText(call)), call, facts);
  const connection = await it.open();
  await it.send(connection, asked);
  const answer = await it.answer(connection, asked);
  if (answer.text !== undefined) return undefined;
  let lastEventId: string | undefined;
  for (let n = chance.below(6); n >= 0; n--) {
    const event = await connection.event();
    if (event === undefined) break;
    lastEventId = event.id ?? lastEventId;
  }
  connection.leave(chance.one(['close', 'reset']));
  return lastEventId;
}

function nearly(lastEventId: string, { chance }: FuzzCase): string {
  const [stream, sequence] = lastEventId.split('.') as [string, string];
  switch (chance.below(6)) {
    case 0:
      return `${stream}.${Number(sequence) + chance.between(1, 1000)}`;
    case 1:
      return `${stream}.${chance.one(['0', '-1', '1e3', '', '00', '999999999999999', '9999999999999999'])}`;
    case 2:
      return headerText(tweakText(lastEventId, chance));
    default:
      return lastEventId;
  }
}

/** An id of a stream that nobody knows, which may name the request that it answered. */
function inventedId({ chance }: FuzzCase): string | undefined {
  if (chance.happens(0.3)) return undefined;
  const kind = chance.one(['r', 'g', 'x']);
  const carried = Buffer.from(chance.one(['1', '"x"', 'null', '{}', '[', '1e99', '"\ud800"'])).toString(
    'base64url',
  );
  const name = `${kind}${chance.below(2 ** 31).toString(16)}`;
  const stream = chance.happens(0.5) ? `${name}-${carried}` : name;
  return headerText(chance.happens(0.8) ? `${stream}.${chance.below(5)}` : hostileText(chance).slice(0, 300));
}

function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}

/** Reads what comes for some milliseconds, and judges it. */
async function takeSome(connection: Connection, { chance }: FuzzCase): Promise<void> {
  const patience = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), chance.between(1, 10)));
  for (;;) {
    const event = await Promise.race([connection.event(), patience]);
    if (event === 'late' || event === undefined) return;
    if (event.message !== undefined) checkStreamed(event.message);
  }
}

/** Listens to what changes, changes something, and leaves. */
export async function listening(it: FuzzCase): Promise<void> {
  const { chance } = it;
  const isModern = chance.happens(0.5);
  const facts = await it.facts(isModern ? MODERN : it.sessionRevision());
  const listener = await it.open();
  const asked = isModern ? subscription(it, facts) : listen(facts, undefined);
  await it.send(listener, asked);
  const answer = await it.answer(listener, asked);
  if (answer.text !== undefined) return;
  const name = chance.one([
    'test_trigger_tool_change',
    'test_trigger_prompt_change',
    'test_trigger_resource_update',
  ]);
  const { revision } = facts;
  const change = request(
    revision,
    { id: it.id(1), method: 'tools/call', params: { name, arguments: {} } },
    chance,
  );
  await it.exchange(post(Buffer.from(jsonText(change)), change, facts));
  await takeSome(listener, it);
  listener.leave(chance.one(['close', 'reset']));
}

function subscription(it: FuzzCase, facts: RequestFacts): HttpRequest {
  const { chance } = it;
  const filter = subscriptionFilter(chance);
  const broken = chance.happens(0.6) ? mutateJson(filter, chance.between(1, 2), chance, WORDS) : filter;
  const params = { notifications: broken };
  const message = request(MODERN, { id: it.id(), method: 'subscriptions/listen', params }, chance);
  return post(Buffer.from(jsonText(message)), message, facts);
}
