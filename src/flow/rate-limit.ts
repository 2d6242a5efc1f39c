// Lets so many calls a second through: of the node, of each principal, of each tool, from each client address. A call
// takes a token from each of its buckets or from none of them; when one is empty it is refused with RATE_LIMITED.

import { FleetError } from '../protocol/errors.ts';
import type { Layer, Work } from './layer.ts';
import { clientNetwork } from './rate-limit-address.ts';
import type { FilledRateLimitOptions } from './rate-limit-options.ts';
import type { Bucket, LimitScope, Rate, RateStore, Taking } from './rate-store.ts';

/** What a rate limit needs to know of a call. */
export type RatedWork = Pick<Work, 'target' | 'principal' | 'address' | 'abortReason' | 'enteredAtMs'>;

/** Those that hold for requests of every kind. */
export type RequestLimits = Pick<FilledRateLimitOptions, 'node' | 'principal' | 'address'>;

export interface RateLimitDependencies {
  readonly store: RateStore;
  /** Milliseconds, by the clock of `Work.startedAtMs`. */
  readonly now: () => number;
  /** Whose bucket the `node` limit counts in; nodes that share a store need different ones. */
  readonly nodeId: string;
  /** The rate of that tool, where it has one; undefined: tools have none. */
  readonly rateOf: ((tool: string) => Rate | undefined) | undefined;
}

/** Longer names are no tool's; they share a bucket, so that a caller cannot fill the memory with them. */
const MAX_NAME_CHARS = 256;
const OVERLONG_NAME = '(name too long)';

/**
 * The layer for these limits; without any limit it is no layer at all. To change limits, make a new layer over the same
 * store: buckets keep what they owe.
 */
export function rateLimit<C extends RatedWork, R>(
  limits: RequestLimits,
  { store, now, nodeId, rateOf }: RateLimitDependencies,
): Layer<C, R> {
  if (isUnlimited(limits) && rateOf === undefined) return (inner) => inner;
  const bucketsOf = bucketChooser(limits, nodeId, rateOf);
  return (inner) => (call) => {
    const buckets = bucketsOf(call);
    if (buckets.length === 0) return inner(call);
    const taking = store.take(buckets);
    if (taking instanceof Promise) {
      return taking.then((late) => {
        if (!late.ok) throw refusal(late);
        if (call.abortReason !== undefined) throw call.abortReason;
        call.enteredAtMs = now();
        return inner(call);
      });
    }
    if (taking.ok) return inner(call);
    throw refusal(taking);
  };
}

function isUnlimited({ node, principal, address }: RequestLimits): boolean {
  return [node, principal, address].every((rate) => rate === undefined);
}

/** The buckets that a call takes from. */
function bucketChooser(
  { node, principal, address }: RequestLimits,
  nodeId: string,
  rateOf: RateLimitDependencies['rateOf'],
): (call: RatedWork) => Bucket[] {
  const nodeBucket: Bucket | undefined = node && { scope: 'node', key: nodeId, rate: node };
  return (call) => {
    const buckets: Bucket[] = [];
    if (nodeBucket !== undefined) buckets.push(nodeBucket);
    if (principal !== undefined && call.principal !== undefined) {
      buckets.push({ scope: 'principal', key: call.principal, rate: principal });
    }
    if (rateOf !== undefined && call.target !== undefined) {
      const rate = rateOf(call.target);
      const key = call.target.length > MAX_NAME_CHARS ? OVERLONG_NAME : call.target;
      if (rate !== undefined) buckets.push({ scope: 'tool', key, rate });
    }
    if (address !== undefined && call.address !== undefined) {
      buckets.push({ scope: 'address', key: clientNetwork(call.address), rate: address });
    }
    return buckets;
  };
}

function refusal({ emptiest, retryAfterMs }: Extract<Taking, { ok: false }>): FleetError {
  const { scope, key, rate } = emptiest;
  const { perSecond, burst } = rate;
  return new FleetError(
    'RATE_LIMITED',
    `Too many calls: ${subjectOf(scope, key)} ${allowance(rate)}. Try again in ${retryAfterMs} ms.`,
    { data: { limit: scope, perSecond, burst }, retryAfterMs },
  );
}

/** Principals and addresses are not told: behind a proxy they may be what the client does not know. */
function subjectOf(scope: LimitScope, key: string): string {
  switch (scope) {
    case 'node':
      return 'this node takes';
    case 'principal':
      return 'you may make';
    case 'tool':
      return `tool "${key}" takes`;
    case 'address':
      return 'your network address may make';
  }
}

function allowance({ perSecond, burst }: Rate): string {
  return `at most ${perSecond} per second, ${burst} at once`;
}
