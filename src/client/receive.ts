// Reads the answer to a POST, whichever form it has: one JSON text, a stream of messages, or an HTTP error.

import type { IncomingMessage } from 'node:http';
import { isObject, type RpcMessage, type RpcResponse, readMessage } from '../protocol/json-rpc.ts';
import { SseParser } from '../protocol/sse-parser.ts';
import { ClientError, refused } from './client-error.ts';

/** Characters of one message; a larger one is taken for a fault of the server. */
const MAX_MESSAGE_LENGTH = 256 * 1024 * 1024;
const SHOWN_BODY_LENGTH = 200;

/** The answer, or where its stream broke off. */
export type Received =
  | { readonly response: RpcResponse }
  | { readonly response: undefined; readonly lastEventId: string; readonly retryMs: number | undefined };

/**
 * @param id of the request that is to be answered; without one, all that comes goes to `onMessage`
 * @param onMessage gets what comes before the answer
 * @throws ClientError
 */
export async function receive(
  reply: IncomingMessage,
  id: string | number | undefined,
  onMessage: (message: RpcMessage) => void,
): Promise<Received> {
  const { statusCode: status = 0 } = reply;
  if (status < 200 || status > 299) throw await httpError(reply, status);
  const type = contentTypeOf(reply);
  if (type === 'text/event-stream') return receiveStream(reply, id, onMessage);
  const text = await readText(reply);
  if (type !== 'application/json') throw notMcp(`it answered with ${type ?? 'no content'}`);
  const message = parseMessage(text);
  if (message.kind !== 'response' || message.id !== id) throw notMcp('it answered something else');
  return { response: message };
}

async function receiveStream(
  reply: IncomingMessage,
  id: string | number | undefined,
  onMessage: (message: RpcMessage) => void,
): Promise<Received> {
  let response: RpcResponse | undefined;
  const parser = new SseParser(({ data }) => {
    const message = parseMessage(data);
    if (message.kind === 'response' && message.id === id) response ??= message;
    else onMessage(message);
  });
  reply.setEncoding('utf8');
  try {
    for await (const text of reply) {
      parser.push(text as string);
      if (response !== undefined) return { response };
      if (parser.pendingLength > MAX_MESSAGE_LENGTH) throw notMcp('one of its messages is too large');
    }
  } catch (error) {
    // A connection that broke: what came before counts.
    if (error instanceof ClientError || isAbort(error)) throw error;
  }
  return { response: undefined, lastEventId: parser.lastEventId, retryMs: parser.retryMs };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

async function httpError(reply: IncomingMessage, status: number): Promise<ClientError> {
  const text = await readText(reply);
  const rpc = errorIn(text);
  if (rpc !== undefined) return refusedWith(rpc, status);
  if (status === 401 || status === 403) {
    return new ClientError('UNAUTHORIZED', `The server answered ${status}: it wants a credential.`, {
      status,
    });
  }
  if (status >= 300 && status < 400) {
    const { location } = reply.headers;
    return new ClientError('HTTP_STATUS', `The server is at another address: ${location ?? 'unknown'}.`, {
      status,
    });
  }
  const excerpt = text.replaceAll(/\s+/g, ' ').trim().slice(0, SHOWN_BODY_LENGTH);
  const detail = excerpt === '' ? '.' : `: ${excerpt}`;
  return new ClientError('HTTP_STATUS', `The server answered with HTTP ${status}${detail}`, { status });
}

function refusedWith(rpc: NonNullable<ReturnType<typeof errorIn>>, status: number): ClientError {
  if (status !== 401 && status !== 403) return refused(rpc, status);
  return new ClientError('UNAUTHORIZED', rpc.message, { rpc, status });
}

function errorIn(text: string) {
  try {
    const value: unknown = JSON.parse(text);
    const error = isObject(value) ? value['error'] : undefined;
    if (!isObject(error) || typeof error['message'] !== 'string' || !Number.isInteger(error['code']))
      return undefined;
    return { code: error['code'] as number, message: error['message'], data: error['data'] };
  } catch {
    return undefined;
  }
}

function contentTypeOf({ headers }: IncomingMessage): string | undefined {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

async function readText(reply: IncomingMessage): Promise<string> {
  reply.setEncoding('utf8');
  let text = '';
  for await (const chunk of reply) {
    text += chunk as string;
    if (text.length > MAX_MESSAGE_LENGTH) throw notMcp('its answer is too large');
  }
  return text;
}

function parseMessage(text: string): RpcMessage {
  try {
    return readMessage(JSON.parse(text));
  } catch (cause) {
    throw notMcp('it sent what is no JSON-RPC message', cause);
  }
}

function notMcp(problem: string, cause?: unknown): ClientError {
  return new ClientError('NOT_MCP', `What answers there is no MCP server: ${problem}.`, { cause });
}
