// Right requests with known answers, between batches: after all that it was sent, the server must still be right.

import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { commonHeaders, deletion, type HttpRequest, post, toBytes } from '../generate/http-request.ts';
import { jsonText } from '../generate/json-text.ts';
import { initialize } from '../generate/messages.ts';
import { MODERN, SESSION_REVISIONS, type SessionRevision } from '../generate/revisions.ts';
import type { Answer } from '../judge/answer-rules.ts';
import { Fault } from '../judge/fault.ts';
import { Connection } from './connection.ts';
import type { Target } from './target.ts';
import { Transcript } from './transcript.ts';

export interface Health {
  readonly status: string;
  readonly runningCalls: number;
  readonly openStreams: number;
  /** Undefined when nothing is admitted, because all is. */
  readonly load?: { readonly running: number; readonly queued: number };
}

/** Milliseconds for which a server may go on refusing what is right, because of all that it was sent before. */
const PROTECTED_MS = 8000;
const PAUSE_MS = 20;

/** Calls a tool in every revision, and ends the sessions. @throws Fault when anything is not exactly right */
export async function callRightly({ port, key }: Target): Promise<void> {
  const transcript = new Transcript();
  const connection = await Connection.open(port, transcript);
  const deadlineMs = Date.now() + PROTECTED_MS;
  const exchange = async (request: HttpRequest): Promise<Answer> => {
    for (;;) {
      connection.ask(toBytes(request), request.method);
      const answer = await connection.answer(request);
      const isProtected = answer.status === 429 || answer.status === 503;
      if (!isProtected || Date.now() > deadlineMs) return answer;
      await delay(PAUSE_MS);
    }
  };
  try {
    const meta = {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    requireEcho(await exchange(echo({ _meta: meta }, { revision: MODERN, key })));
    for (const revision of SESSION_REVISIONS) {
      const message = initialize(revision, 1);
      const opened = await exchange(post(Buffer.from(jsonText(message)), message, { revision, key }));
      const handle = opened.headers.get('mcp-session-id') ?? '';
      requireEcho(await exchange(echo({}, { revision, key, handle })));
      const { status } = await exchange(deletion(handle, key));
      if (status !== 204) throw new Fault(`DELETE of a session was answered ${status}`);
    }
    await connection.finish();
  } catch (error) {
    if (error instanceof Fault) throw new Fault(`a right call: ${error.message}\n${transcript}`);
    throw error;
  }
}

type Facts = { revision: typeof MODERN | SessionRevision; key: string | undefined; handle?: string };

const TEXT = `right-${randomInt(2 ** 40)}`;

function echo(more: object, facts: Facts): HttpRequest {
  const params = { name: 'echo', arguments: { text: TEXT }, ...more };
  const message = { jsonrpc: '2.0', id: 7, method: 'tools/call', params };
  return post(Buffer.from(jsonText(message)), message, facts);
}

function requireEcho({ status, text, messages }: Answer): void {
  const content = messages[0]?.result?.['content'];
  const wanted = [{ type: 'text', text: JSON.stringify({ text: TEXT }) }];
  if (status === 200 && messages[0]?.id === 7 && JSON.stringify(content) === JSON.stringify(wanted)) return;
  throw new Fault(`an echo was answered ${status} ${text}`);
}

/** What the health page says. */
export async function readHealth({ port }: Target): Promise<Health> {
  const connection = await Connection.open(port, new Transcript());
  const headers = commonHeaders({ revision: MODERN, key: undefined });
  const request: HttpRequest = {
    method: 'GET',
    target: '/health',
    version: 'HTTP/1.1',
    headers,
    body: undefined,
  };
  connection.ask(toBytes(request), 'GET');
  const { status, text = '' } = await connection.answer(request);
  await connection.finish();
  if (status !== 200) throw new Fault(`/health was answered ${status} ${text}`);
  return JSON.parse(text) as Health;
}
