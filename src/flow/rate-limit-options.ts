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
  if (!(Number.isFinite(perSecond) && perSecond >= 0.001 && perSecond <= MAX_TOKENS)) {
    throw new RangeError(
      `rateLimit.${name}.perSecond must be a number from 0.001 to ${MAX_TOKENS}: ${perSecond}.`,
    );
  }
  if (!(Number.isInteger(burst) && burst >= 1 && burst <= MAX_TOKENS)) {
    throw new RangeError(`rateLimit.${name}.burst must be an integer from 1 to ${MAX_TOKENS}: ${burst}.`);
  }
  return { perSecond, burst };
}
