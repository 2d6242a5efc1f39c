// What every JSON-RPC message of the server must be, whatever it answers.

import { DOCUMENTED_ERRORS } from './error-reference.ts';
import { Fault } from './fault.ts';

type Members = Readonly<Record<string, unknown>>;

/** The server's own, besides those of the errors that it documents. */
const SERVER_REQUESTS: readonly unknown[] = ['elicitation/create', 'sampling/createMessage', 'roots/list'];
/** What a client is told of an error that nobody expected. */
const UNEXPECTED = /reference [0-9a-f]{8}/;

export interface ResponseMessage {
  readonly id: string | number | undefined;
  readonly result: Members | undefined;
  /** `error.data.code`. */
  readonly errorCode: string | undefined;
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws Fault when the message is no response, or one that must not be */
export function checkResponse(message: unknown): ResponseMessage {
  if (!isMembers(message) || message['jsonrpc'] !== '2.0') throw bad('no JSON-RPC message', message);
  const { id, result, error, method } = message;
  if (method !== undefined) throw bad('a response with a method', message);
  if (id !== undefined && !isId(id)) throw bad('an id that is none', message);
  if ((result === undefined) === (error === undefined))
    throw bad('neither result nor error, or both', message);
  if (error !== undefined) return { id, result: undefined, errorCode: checkError(error, message) };
  if (!isMembers(result)) throw bad('a result that is no object', message);
  if (id === undefined) throw bad('a result without an id', message);
  if (result['isError'] === true && UNEXPECTED.test(JSON.stringify(result['content']))) {
    throw bad('an unexpected error', message);
  }
  return { id, result, errorCode: undefined };
}

/** @returns `data.code` */
function checkError(error: unknown, message: Members): string {
  if (!isMembers(error)) throw bad('an error that is no object', message);
  const { code, message: text, data } = error;
  if (!Number.isInteger(code) || typeof text !== 'string' || text === '') {
    throw bad('an error without a code or a message', message);
  }
  if (UNEXPECTED.test(text)) throw bad('an unexpected error', message);
  if (code === -32603) throw bad('an internal error', message);
  if (!isMembers(data)) throw bad('an error without data', message);
  const documented = DOCUMENTED_ERRORS.get(String(data['code']));
  if (documented === undefined) throw bad('an error that is not documented', message);
  if (documented.rpcCode !== code || documented.retryable !== data['retryable']) {
    throw bad('an error that is not as documented', message);
  }
  if (/\bat .*:\d+:\d+|node:internal|\.ts:\d/.test(text)) throw bad('an error with a stack trace', message);
  return String(data['code']);
}

/** @throws Fault when the message is none that a stream may carry */
export function checkStreamed(message: unknown): ResponseMessage | 'notification' | 'request' {
  if (!isMembers(message) || message['method'] === undefined) return checkResponse(message);
  const { jsonrpc, method, id, params } = message;
  if (jsonrpc !== '2.0' || (params !== undefined && !isMembers(params)))
    throw bad('no JSON-RPC message', message);
  if (id === undefined) {
    if (!String(method).startsWith('notifications/')) throw bad('a notification of that name', message);
    return 'notification';
  }
  if (typeof id !== 'string' || !SERVER_REQUESTS.includes(method))
    throw bad('a request to the client', message);
  return 'request';
}

function isId(id: unknown): id is string | number {
  return typeof id === 'string' || Number.isSafeInteger(id);
}

function bad(what: string, message: unknown): Fault {
  return new Fault(`the server sent ${what}: ${JSON.stringify(message).slice(0, 2000)}`);
}
