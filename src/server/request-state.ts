// The state of an unfinished call, carried by the client between rounds: sealed, expiring, and bound to the method,
// the target, its arguments and the principal, so that it opens only for the request it was made for.
// Source: 2026-07-28 basic/patterns/mrtr, server requirements 4 and 5.

import { createHash } from 'node:crypto';
import { FleetError } from '../protocol/errors.ts';
import { isObject } from '../protocol/json-rpc.ts';
import type { JsonObject } from '../protocol/mcp.ts';
import type { KeyRing } from '../protocol/sealing.ts';
import type { Call, Resumption } from './call.ts';

export interface RequestStateOptions {
  readonly ring: KeyRing;
  /** Milliseconds a client may take to come back. */
  readonly ttlMs: number;
  readonly now: () => number;
  /** `n` random bytes. */
  readonly randomBytes: (n: number) => Uint8Array;
}

export class RequestStates {
  readonly #options: RequestStateOptions;

  constructor(options: RequestStateOptions) {
    this.#options = options;
  }

  seal(call: Call, resumption: Resumption): string {
    const { ring, ttlMs, now, randomBytes } = this.#options;
    const plain = JSON.stringify({
      expiresAt: now() + ttlMs,
      answers: resumption.answers,
      state: resumption.state,
    });
    return ring.seal(plain, contextOf(call), randomBytes(12));
  }

  /**
   * What the request's `requestState` holds; undefined when it has none.
   * @throws FleetError INVALID_REQUEST_STATE, the same for every reason.
   */
  open(call: Call): Resumption | undefined {
    const sealed = call.params['requestState'];
    if (sealed === undefined) return undefined;
    const plain = typeof sealed === 'string' ? this.#options.ring.open(sealed, contextOf(call)) : undefined;
    if (plain === undefined) throw invalidState();
    const { expiresAt, answers, state } = JSON.parse(plain) as JsonObject;
    if (typeof expiresAt !== 'number' || expiresAt <= this.#options.now()) throw invalidState();
    return {
      answers: isObject(answers) ? answers : {},
      state: typeof state === 'string' ? state : undefined,
    };
  }
}

function invalidState(): FleetError {
  return new FleetError(
    'INVALID_REQUEST_STATE',
    'Invalid or expired requestState: send the original request again without requestState and inputResponses.',
  );
}

function contextOf(call: Call): string {
  const { name, uri, arguments: args } = call.params;
  const digest = createHash('sha256').update(canonicalJson(args)).digest('base64url');
  return JSON.stringify([call.method, name ?? uri ?? '', call.principal ?? '', digest]);
}

/** JSON with sorted keys: a client may write the same arguments in another order when it retries. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}
