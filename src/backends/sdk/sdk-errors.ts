// Errors on their way between servers of the SDK and the node.

import { FleetError, ProtocolError, type RpcError } from '../../protocol/errors.ts';
import { isObject } from '../../protocol/json-rpc.ts';

const INTERNAL_ERROR = -32603;

export function closedError(): FleetError {
  return new FleetError('INTERNAL_ERROR', 'The server behind this node closed its connection.');
}

/** The server's error as it is: its author chose the words. */
export function toFleetError({ code, message, data }: RpcError): FleetError {
  switch (code) {
    case -32601:
      return new FleetError('METHOD_NOT_FOUND', message);
    case -32021:
      return new FleetError('MISSING_CLIENT_CAPABILITY', message, isObject(data) ? { data } : {});
    default:
      return new ProtocolError(code, message, data);
  }
}

/** What the server is told when its question has no answer: the client's own error when there is one. */
export function toSdkError(error: unknown): RpcError {
  const { cause, rpcCode, message } = error as FleetError;
  if (isObject(cause) && typeof cause['code'] === 'number') return cause as unknown as RpcError;
  return { code: rpcCode ?? INTERNAL_ERROR, message: message ?? String(error) };
}
