// What a handler's return value or thrown error becomes. Shared by tools, resources and prompts.

import { FleetError, ToolError } from '../../protocol/errors.ts';
import type { ElicitFormParams, InputRequest, InputRequiredResult } from '../../protocol/mcp.ts';
import type { InputRequiredReply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import { requireCapability } from '../../server/capabilities.ts';
import type { CallContext } from './call-context.ts';
import { FailedQuestion } from './questions.ts';
import { elicitationSchema } from './schema.ts';

/**
 * The reply to a handler that asks by returning.
 * @throws FleetError MISSING_CLIENT_CAPABILITY, or TypeError when a form cannot be told to a client.
 */
export function replyToInputRequired(
  call: Call,
  ctx: CallContext,
  returned: InputRequiredResult,
): InputRequiredReply {
  const requests: Record<string, InputRequest> = {};
  for (const [key, request] of Object.entries(returned.inputRequests ?? {})) {
    requireCapability(request, call.client.capabilities);
    requests[key] = wireForm(request);
  }
  return {
    kind: 'input-required',
    requests,
    state: returned.requestState,
    answers: ctx.questions?.used ?? call.resumption?.answers ?? {},
  };
}

function wireForm(request: InputRequest): InputRequest {
  if (request.method !== 'elicitation/create' || request.params.mode === 'url') return request;
  const params: ElicitFormParams = request.params;
  return { ...request, params: { ...params, requestedSchema: elicitationSchema(params.requestedSchema) } };
}

/** The error that leaves a resource or prompt handler: as it is when it is one of ours, else without its message. */
export function toProtocolError(error: unknown, call: Call, what: string): FleetError {
  if (error instanceof FleetError) return error;
  if (error instanceof FailedQuestion) return new FleetError('QUESTION_FAILED', error.message);
  if (error instanceof ToolError) return new FleetError('INTERNAL_ERROR', error.message);
  return new FleetError('INTERNAL_ERROR', describeFailure(error, call, what), { cause: error });
}

/** What a client is told of an unexpected error. The error itself goes to the log, under a reference. */
export function describeFailure(error: unknown, call: Call, what: string): string {
  const reference = call.host.report(error, what);
  if (call.host.exposeErrors) return error instanceof Error ? error.message : String(error);
  return `${what} failed. The server's log has the details under reference ${reference}.`;
}
