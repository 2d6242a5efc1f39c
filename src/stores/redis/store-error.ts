// What goes wrong with Redis, in two kinds: a setting that has to be mended, and a store that is away for the moment.

import { FleetError } from '../../protocol/errors.ts';

/** No waiting helps: something has to be changed, and the message says what. Fails the start. */
export class RedisSetupError extends Error {
  override readonly name = 'RedisSetupError';
}

/** A server that does not answer, rather than one that refuses to be reached: trying at once again will not help. */
export class SilenceError extends Error {}

/** About as long as a failover takes to begin to show. */
const RETRY_AFTER_MS = 1000;

/** For clients: says nothing of what is behind the node. The cause is for the log. */
export function storeUnavailable(cause: unknown): FleetError {
  return new FleetError('STORE_UNAVAILABLE', 'What the nodes share cannot be reached now. Try again soon.', {
    cause,
    retryAfterMs: RETRY_AFTER_MS,
  });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Of servers that were asked for the same: those that cannot be reached do not hide that one has found something to mend. */
export function mostTelling(failures: readonly unknown[]): Error {
  const setup = failures.find((failure) => failure instanceof RedisSetupError);
  return setup ?? new Error(failures.map(messageOf).join('; '));
}
