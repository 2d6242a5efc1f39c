// Plain HTTP requests of the wire tests, each on a connection of its own, and answers with their messages parsed.

import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { type RpcMessage, SseReader } from '../../support/sse-reader.ts';
import { within } from '../../support/until.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** What the body says, be it JSON or a whole event stream. */
  readonly messages: readonly RpcMessage[];
  /** The last of the messages: the response. */
  readonly rpc: RpcMessage;
}

/** An answer whose body is still coming. */
export interface OpenAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: SseReader;
}

export interface Request {
  readonly method?: string;
  /** A header that is undefined is not sent. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

export const BOTH_TYPES = 'application/json, text/event-stream';

/** Starts a request. A body of text or bytes is sent as it is, anything else as JSON. */
export function start(url: string, { method = 'POST', headers = {}, body }: Request): ClientRequest {
  const defaults = method === 'POST' ? { 'Content-Type': 'application/json', Accept: BOTH_TYPES } : {};
  const sent = Object.entries({ ...defaults, ...headers }).filter(([, value]) => value !== undefined);
  const req = request(url, {
    method,
    headers: Object.fromEntries(sent) as Record<string, string>,
    agent: false,
  });
  req.on('error', () => {});
  const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  req.end(isRaw ? body : JSON.stringify(body));
  return req;
}

/** Resolves when the head of the answer is here. */
export function headOf(req: ClientRequest): Promise<IncomingMessage> {
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    req.once('response', resolve);
    req.once('error', reject);
  });
  return within(answered, { what: 'an HTTP response' });
}

/** Sends a request and reads its whole answer. */
export async function send(url: string, request: Request = {}): Promise<Answer> {
  const res = await headOf(start(url, request));
  const text = await within(textOf(res), { what: 'the end of an HTTP response' });
  const messages = parseMessages(text, res.headers['content-type']);
  const rpc = messages.at(-1) ?? { jsonrpc: 'none' };
  return { status: res.statusCode ?? 0, headers: res.headers, text, messages, rpc };
}

/** Sends a request and leaves the body of its answer to be read event by event. */
export async function open(url: string, request: Request = {}): Promise<OpenAnswer> {
  const res = await headOf(start(url, request));
  return { status: res.statusCode ?? 0, headers: res.headers, events: new SseReader(res) };
}

async function textOf(res: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of res) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function parseMessages(text: string, contentType: string | undefined): RpcMessage[] {
  if (text === '') return [];
  if (contentType === 'application/json') {
    const parsed = JSON.parse(text) as RpcMessage | RpcMessage[];
    return Array.isArray(parsed) ? parsed : [parsed];
  }
  if (contentType !== 'text/event-stream') return [];
  const data = text.split('\n').filter((line) => line.startsWith('data: ') && line.length > 6);
  return data.map((line) => JSON.parse(line.slice(6)) as RpcMessage);
}
