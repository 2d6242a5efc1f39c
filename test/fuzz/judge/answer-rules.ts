// What every answer must be: a status that is documented, a body that fits it, and the right message to the right
// request.

import { DOCUMENTED_ERRORS } from './error-reference.ts';
import { Fault } from './fault.ts';
import type { ResponseHead } from './response-reader.ts';
import { checkResponse, isMembers, type ResponseMessage } from './rpc-rules.ts';

/** What was asked, when the bytes that were sent are certainly one request. */
export interface Asked {
  readonly method: string;
  readonly target: string;
  readonly body: Buffer | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: ResponseHead['headers'];
  /** Undefined when it is an event stream. */
  readonly text: string | undefined;
  /** What a JSON body says, one message or more. */
  readonly messages: readonly ResponseMessage[];
}

const SUCCESSES: readonly number[] = [200, 202, 204];
/** Statuses that Node answers with on its own, without a body: no Host, and an expectation that is none of HTTP's. */
const BARE_REFUSALS: readonly number[] = [400, 417];
const REFUSALS: ReadonlySet<number> = new Set(
  [...DOCUMENTED_ERRORS.values()].map((error) => error.httpStatus),
);
/** What a program of the server's fault would answer with. */
const NEVER = 500;

/** @throws Fault */
export function checkHead({ status, headers }: ResponseHead): void {
  if (status === NEVER) throw new Fault('the server answered with status 500');
  if (!SUCCESSES.includes(status) && !REFUSALS.has(status) && status !== 417) {
    throw new Fault(`the server answered with status ${status}, which no documented error has`);
  }
  if (status === 401 && !headers.has('www-authenticate')) throw new Fault('401 without WWW-Authenticate');
  if (status === 405 && !headers.has('allow')) throw new Fault('405 without Allow');
}

/**
 * @param asked undefined when it cannot be told what this answers
 * @throws Fault
 */
export function checkAnswer(head: ResponseHead, body: Buffer, asked: Asked | undefined): Answer {
  const { status, headers } = head;
  const text = decoded(body);
  if (text === '') {
    const mayBeEmpty = status === 202 || status === 204 || BARE_REFUSALS.includes(status);
    if (!mayBeEmpty && asked?.method !== 'HEAD') throw new Fault(`status ${status} without a body`);
    return { status, headers, text, messages: [] };
  }
  if (status === 202 || status === 204)
    throw new Fault(`status ${status} with a body: ${text.slice(0, 500)}`);
  if (headers.get('content-type') !== 'application/json') {
    throw new Fault(`a body of type "${headers.get('content-type')}": ${text.slice(0, 500)}`);
  }
  const value = parsed(text);
  if (isMembers(value) && value['jsonrpc'] === undefined && isPage(asked)) {
    return { status, headers, text, messages: [] };
  }
  const messages = Array.isArray(value) ? value.map(checkResponse) : [checkResponse(value)];
  if (messages.length === 0) throw new Fault('the answer is an empty batch');
  if (!Array.isArray(value)) checkStatus(head, messages[0] as ResponseMessage);
  if (asked !== undefined) checkIds(messages, Array.isArray(value), asked);
  return { status, headers, text, messages };
}

/** An answer that goes on. */
export function streamAnswer({ status, headers }: ResponseHead): Answer {
  return { status, headers, text: undefined, messages: [] };
}

/** Beside the MCP endpoint, pages have JSON of their own. */
function isPage(asked: Asked | undefined): boolean {
  return asked === undefined || /^\/(health|ready|\.well-known\/)/.test(asked.target);
}

/** A refusal has its documented status, unless it is the answer to a call: then 200. */
function checkStatus({ status, headers }: ResponseHead, { errorCode }: ResponseMessage): void {
  if (errorCode === undefined) {
    if (status !== 200) throw new Fault(`a result with status ${status}`);
    return;
  }
  const documented = DOCUMENTED_ERRORS.get(errorCode)?.httpStatus;
  if (status !== documented && status !== 200) throw new Fault(`${errorCode} with status ${status}`);
  if ((status === 503 || status === 429) && !headers.has('retry-after')) {
    throw new Fault(`${errorCode} without Retry-After`);
  }
}

function checkIds(messages: readonly ResponseMessage[], isBatch: boolean, { body }: Asked): void {
  const ids = requestIds(body);
  const seen = new Set<string>();
  for (const { id, result } of messages) {
    // A refusal may come before the body was understood.
    if (id === undefined && result === undefined && !isBatch) continue;
    const key = JSON.stringify(id);
    if (!ids.has(key)) throw new Fault(`an answer to id ${key}, which was not asked: ${[...ids].join(', ')}`);
    if (seen.has(key) && !ids.get(key)) throw new Fault(`two answers to id ${key}`);
    seen.add(key);
  }
}

/** The ids in a body, as JSON, each with whether it is there more than once. */
export function requestIds(body: Buffer | undefined): Map<string, boolean> {
  const ids = new Map<string, boolean>();
  let value: unknown;
  try {
    value = JSON.parse(body?.toString() ?? '');
  } catch {
    return ids;
  }
  for (const message of Array.isArray(value) ? value : [value]) {
    const id = isMembers(message) ? message['id'] : undefined;
    if (typeof id !== 'string' && typeof id !== 'number') continue;
    const key = JSON.stringify(id);
    ids.set(key, ids.has(key));
  }
  return ids;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(body: Buffer): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new Fault(`the body is not UTF-8: ${JSON.stringify(body.toString('latin1', 0, 500))}`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault(`the body is no JSON: ${JSON.stringify(text.slice(0, 500))}`);
  }
}
