// What every refusal must be: the right status and codes, a message that says what to change, nothing that is
// internal, and the id of the request when it could be read.

import assert from 'node:assert/strict';
import type { RpcMessage } from '../../support/sse-reader.ts';

export interface Refusal {
  readonly status: number;
  /** JSON-RPC error code. */
  readonly rpcCode: number;
  /** `error.data.code` */
  readonly code: string;
  readonly says: RegExp;
  /** Undefined: the answer must have none. */
  readonly id?: string | number;
  readonly retryable?: boolean;
}

/** Asserts that an answer is exactly this refusal. */
export function assertRefused(
  answer: { readonly status: number; readonly headers: object; readonly rpc: RpcMessage },
  { status, ...expected }: Refusal,
): void {
  assert.equal(answer.status, status, JSON.stringify(answer.rpc));
  assert.equal((answer.headers as Record<string, unknown>)['content-type'], 'application/json');
  assertRpcError(answer.rpc, expected);
}

/** Asserts that a message is exactly this error. */
export function assertRpcError(message: RpcMessage, expected: Omit<Refusal, 'status'>): void {
  const { rpcCode, code, says, id, retryable = false } = expected;
  assert.equal(message.jsonrpc, '2.0');
  assert.equal(message.id, id);
  assert.equal(message.result, undefined);
  assert.equal(message.error?.code, rpcCode, JSON.stringify(message));
  assert.equal(message.error?.data?.['code'], code);
  assert.equal(message.error?.data?.['retryable'], retryable);
  assert.match(message.error?.message ?? '', says);
  assert.doesNotMatch(JSON.stringify(message), /node:|\.ts:\d|\\n\s+at /);
}
