// Why a request to a server did not work, told so that a person knows what to change.

import type { RpcError } from '../protocol/errors.ts';

export type ClientErrorCode =
  /** Nobody answers at that address. */
  | 'UNREACHABLE'
  /** The server wants a credential, another one, or more rights. */
  | 'UNAUTHORIZED'
  /** Another HTTP status than success, without a JSON-RPC error. */
  | 'HTTP_STATUS'
  /** What answers does not speak the protocol, or no version of it that we do. */
  | 'NOT_MCP'
  /** The server answered with a JSON-RPC error; see `rpc`. */
  | 'REFUSED'
  | 'TIMEOUT'
  /** The connection broke and the answer cannot be had any more. */
  | 'BROKEN'
  | 'CANCELLED';

export interface ClientErrorOptions {
  readonly rpc?: RpcError;
  /** HTTP status of the answer. */
  readonly status?: number;
  readonly cause?: unknown;
}

export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  readonly rpc: RpcError | undefined;
  readonly status: number | undefined;

  constructor(code: ClientErrorCode, message: string, { rpc, status, cause }: ClientErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.rpc = rpc;
    this.status = status;
  }
}

/** The error that a server answered with. */
export function refused(rpc: RpcError, status?: number): ClientError {
  return new ClientError('REFUSED', rpc.message, { rpc, ...(status !== undefined && { status }) });
}
