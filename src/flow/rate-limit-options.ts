// The options of rate limits: whose calls are counted, and how many are let through. Resolved and checked once.

import type { Rate } from './rate-store.ts';

export interface RateOptions {
  /** Calls a second in the long run; from 0.001 (one in a thousand seconds) to 1000000. */
  perSecond: number;
  /** Calls that may come at once after a quiet time; 1 to 1000000. @defaultValue `perSecond`, rounded up */
  burst?: number;
}

/** Each is off unless given. A call past one of them is refused with RATE_LIMITED, and takes from none. */
export interface RateLimitOptions {
  /** All calls of this node together. */
  node?: RateOptions;
  /** The calls of each principal, everywhere it connects from. Calls of nobody in particular are not counted. */
  principal?: RateOptions;
  /** The calls of each tool, whoever calls; a tool may have its own rate in place of it. */
  tool?: RateOptions;
  /** The calls from each client address; of IPv6, from each /64 network, because that is what one client gets. */
  address?: RateOptions;
}

export interface FilledRateLimitOptions {
  readonly node: Rate | undefined;
  readonly principal: Rate | undefined;
  readonly tool: Rate | undefined;
  readonly address: Rate | undefined;
}

const MAX_TOKENS = 1_000_000;

export const RATE_BOUNDS = {
  perSecond: { least: 0.001, greatest: MAX_TOKENS, fraction: true },
  burst: { least: 1, greatest: MAX_TOKENS },
} as const;

/** @throws RangeError naming the option, its value and what is allowed. */
export function fillRateLimitOptions(options: RateLimitOptions = {}): FilledRateLimitOptions {
  const { node, principal, tool, address } = options;
  return {
    node: node && checkRate('node', node),
    principal: principal && checkRate('principal', principal),
    tool: tool && checkRate('tool', tool),
    address: address && checkRate('address', address),
  };
}

export function fillRate({ perSecond, burst = Math.ceil(perSecond) }: RateOptions): Rate {
  return { perSecond, burst };
}

function checkRate(name: string, options: RateOptions): Rate {
  const { perSecond, burst } = fillRate(options);
  const { least, greatest } = RATE_BOUNDS.perSecond;
  if (!(Number.isFinite(perSecond) && perSecond >= least && perSecond <= greatest)) {
    throw new RangeError(
      `rateLimit.${name}.perSecond must be a number from ${least} to ${greatest}: ${perSecond}.`,
    );
  }
  const most = RATE_BOUNDS.burst.greatest;
  if (!(Number.isInteger(burst) && burst >= RATE_BOUNDS.burst.least && burst <= most)) {
    throw new RangeError(`rateLimit.${name}.burst must be an integer from 1 to ${most}: ${burst}.`);
  }
  return { perSecond, burst };
}
