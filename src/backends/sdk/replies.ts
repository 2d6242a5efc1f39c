// What a server's result is to the node: v2 answers in the words of the call's era, v1 always in those of sessions.

import type { InputRequest, JsonObject } from '../../protocol/mcp.ts';
import type { Reply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';

export function replyOfV2(call: Call, result: JsonObject): Reply {
  if (call.era === 'modern' && result['resultType'] === 'input_required') return inputRequired(result);
  return complete(result);
}

/** A result that is what its client gets. */
export function complete(result: JsonObject): Reply {
  // As a result rather than as text, so that the node sees that the tool refused; it adds nothing to it.
  if (result['isError'] === true) return { kind: 'result', result };
  return { kind: 'json', json: JSON.stringify(result) };
}

/** The state gets our seal around whatever the author did to it. */
function inputRequired({ inputRequests, requestState }: JsonObject): Reply {
  return {
    kind: 'input-required',
    requests: (inputRequests ?? {}) as Record<string, InputRequest>,
    state: requestState as string | undefined,
    answers: {},
  };
}
