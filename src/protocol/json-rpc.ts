// JSON-RPC 2.0 as MCP narrows it: string or integer ids, no null ids, params are objects.
// Messages are checked by hand because this runs for every request; the writers splice ready-made JSON.

import { FleetError, type RpcError } from './errors.ts';
import type { JsonObject } from './mcp.ts';

export type RequestId = string | number;

export interface RpcRequest {
  readonly kind: 'request';
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject;
}

export interface RpcNotification {
  readonly kind: 'notification';
  readonly method: string;
  readonly params: JsonObject;
}

/** A client's answer to a request that the server sent. */
export interface RpcResponse {
  readonly kind: 'response';
  readonly id: RequestId;
  readonly result?: JsonObject;
  readonly error?: RpcError;
}

export type RpcMessage = RpcRequest | RpcNotification | RpcResponse;

const NO_PARAMS: JsonObject = Object.freeze({});

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isRequestId(value: unknown): value is RequestId {
  return typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value));
}

/**
 * Tells what a parsed JSON value is.
 * @throws FleetError INVALID_REQUEST naming the first member that is wrong.
 */
export function readMessage(value: unknown): RpcMessage {
  if (!isObject(value)) throw invalid('the body must be one JSON-RPC message, an object');
  if (value['jsonrpc'] !== '2.0') throw invalid('"jsonrpc" must be "2.0"');
  const { id, method } = value;
  if (typeof method === 'string') {
    const params = value['params'];
    if (params !== undefined && !isObject(params)) throw invalid('"params" must be an object');
    if (id === undefined) return { kind: 'notification', method, params: params ?? NO_PARAMS };
    if (!isRequestId(id)) throw invalid('"id" must be a string or an integer');
    return { kind: 'request', id, method, params: params ?? NO_PARAMS };
  }
  if (method !== undefined) throw invalid('"method" must be a string');
  return readResponse(value);
}

function readResponse(value: JsonObject): RpcResponse {
  const { id, result, error } = value;
  if (!isRequestId(id))
    throw invalid('a message needs a "method", or the "id" of the request that it answers');
  if (isObject(result) && error === undefined) return { kind: 'response', id, result };
  if (isRpcError(error) && result === undefined) return { kind: 'response', id, error };
  throw invalid(
    'a response needs either a "result" object or an "error" with an integer "code" and a "message"',
  );
}

function isRpcError(value: unknown): value is RpcError {
  return isObject(value) && Number.isInteger(value['code']) && typeof value['message'] === 'string';
}

/** The id to answer a broken message with, when one can be read. */
export function salvageId(value: unknown): RequestId | undefined {
  return isObject(value) && isRequestId(value['id']) ? value['id'] : undefined;
}

function invalid(problem: string): FleetError {
  return new FleetError('INVALID_REQUEST', `Invalid request: ${problem}.`);
}

function idJson(id: RequestId): string {
  return typeof id === 'number' ? String(id) : JSON.stringify(id);
}

/** A response around a result that is already JSON. */
export function resultText(id: RequestId, resultJson: string): string {
  return `{"jsonrpc":"2.0","id":${idJson(id)},"result":${resultJson}}`;
}

/** An error response; without an id when the request's could not be read. */
export function errorText(id: RequestId | undefined, error: RpcError): string {
  const idPart = id === undefined ? '' : `"id":${idJson(id)},`;
  return `{"jsonrpc":"2.0",${idPart}"error":${JSON.stringify(error)}}`;
}

export function notificationText(method: string, params?: object): string {
  const paramsPart = params === undefined ? '' : `,"params":${JSON.stringify(params)}`;
  return `{"jsonrpc":"2.0","method":${JSON.stringify(method)}${paramsPart}}`;
}

export function requestText(id: RequestId, method: string, params?: object): string {
  const paramsPart = params === undefined ? '' : `,"params":${JSON.stringify(params)}`;
  return `{"jsonrpc":"2.0","id":${idJson(id)},"method":${JSON.stringify(method)}${paramsPart}}`;
}
