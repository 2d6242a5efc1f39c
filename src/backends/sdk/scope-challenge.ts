// Scopes that an author of SDK v2 asks for where a tool, resource or prompt is registered. The SDK leaves it to its
// transports to look, before a request is handled.

import { FleetError } from '../../protocol/errors.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type { JsonObject } from '../../protocol/mcp.ts';
import type { Call } from '../../server/call.ts';
import type { AuthInfo } from '../../server/principal.ts';

/** Given to transports by the SDK. Answers, now or later, with the scopes that are missing, or with undefined. */
export type ScopeChallengeResolver = (context: {
  readonly request: {
    readonly jsonrpc: '2.0';
    readonly id: Call['id'];
    readonly method: string;
    readonly params: JsonObject;
  };
  readonly authInfo?: AuthInfo;
}) => unknown;

/**
 * Undefined when the call may run; a promise when that is not known yet.
 * @throws FleetError INSUFFICIENT_SCOPE; or rejects with it
 */
export function checkScopes(
  call: Call,
  resolver: ScopeChallengeResolver,
  authInfo: AuthInfo | undefined,
): Promise<void> | undefined {
  const { id, method, params } = call;
  const request = { jsonrpc: '2.0', id, method, params } as const;
  const challenge = resolver(authInfo === undefined ? { request } : { request, authInfo });
  if (challenge === undefined) return undefined;
  if (challenge instanceof Promise) return challenge.then((found) => refuse(call, found));
  return refuse(call, challenge);
}

/** @throws FleetError INSUFFICIENT_SCOPE when there is a challenge */
function refuse({ host, channel }: Call, challenge: unknown): undefined {
  if (!isObject(challenge)) return undefined;
  const { scopes, errorDescription } = challenge;
  const needed = Array.isArray(scopes) ? scopes.map(String) : [];
  throw (
    host.insufficientScope?.(needed, channel.http) ??
    new FleetError(
      'INSUFFICIENT_SCOPE',
      typeof errorDescription === 'string' ? errorDescription : `This needs "${needed.join(' ')}".`,
      { data: { requiredScopes: needed } },
    )
  );
}
