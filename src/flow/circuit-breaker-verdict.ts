// Whose fault an error is: a breaker counts what the tool did wrong, not what the caller did, nor that other protections
// refused the call.

import { type ErrorCode, FleetError, ToolError } from '../protocol/errors.ts';
import type { Verdict } from './circuit-breaker.ts';

const FAULTS_OF_THE_TOOL: ReadonlySet<ErrorCode | 'PROTOCOL_ERROR'> = new Set([
  'INTERNAL_ERROR',
  'DEADLINE_EXCEEDED',
  'NODE_LOST',
]);
/** Authors answer with it (JSON-RPC 2.0, section 5.1) when they are at fault themselves. */
const RPC_INTERNAL_ERROR = -32603;

/** An error that nobody raised on purpose is the tool's fault, and so is one that says so. */
export function verdictOnError(error: unknown): Verdict {
  if (error instanceof ToolError) return 'ignored';
  if (!(error instanceof FleetError)) return 'failure';
  if (error.code === 'PROTOCOL_ERROR') return error.rpcCode === RPC_INTERNAL_ERROR ? 'failure' : 'ignored';
  return FAULTS_OF_THE_TOOL.has(error.code) ? 'failure' : 'ignored';
}
