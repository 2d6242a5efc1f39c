// The options of what stands in front of the backend, as part of a node's options. Resolved and checked once.

import {
  type AdaptiveLimitOptions,
  type AdmissionLimits,
  fillAdmissionLimits,
  fillMinConcurrent,
} from '../flow/admission-options.ts';
import {
  type CircuitBreakerOptions,
  type FilledCircuitBreakerOptions,
  fillCircuitBreakerOptions,
} from '../flow/circuit-breaker-options.ts';
import { checkMaxLoopDelay } from '../flow/loop-guard.ts';
import {
  type FilledRateLimitOptions,
  fillRateLimitOptions,
  type RateLimitOptions,
} from '../flow/rate-limit-options.ts';
import { checkToolScale, type ToolScale } from '../server/tool-scale.ts';

export interface AdmissionSettings extends AdmissionLimits {
  /**
   * Lets the limit follow the observed latency, from 20 on, between `minConcurrent` and `maxConcurrent`.
   * @defaultValue false: `maxConcurrent` is the limit
   */
  adaptive?: boolean | AdaptiveLimitOptions;
  /**
   * Weights of principals, 1 to 1000, by their ids: one of weight 2 gets twice the slots and twice the queue of one of
   * weight 1 when both want more. @defaultValue 1 for everybody
   */
  weights?: Readonly<Record<string, number>>;
}

export interface ProtectionOptions {
  /** How many calls run at once and how many wait; `false`: as many as come. @defaultValue 100 and 1000 */
  admission?: AdmissionSettings | false;
  /** How many calls a second are let through. @defaultValue any number */
  rateLimit?: RateLimitOptions;
  /** When a tool that keeps failing is given a rest; `false`: never. @defaultValue half of its last calls failed */
  circuitBreaker?: CircuitBreakerOptions | false;
  /**
   * Milliseconds that the event loop may be late (99th percentile of a second) before part of the new calls are refused
   * with OVERLOADED; 0: never. @defaultValue 500
   */
  maxLoopDelayMs?: number;
  /**
   * What holds for single tools, by name or by pattern (`*` stands for any characters). Goes before what their author
   * said; a name goes before patterns. A name that fits no tool fails the start. @defaultValue nothing
   */
  tools?: Readonly<Record<string, ToolScale>>;
}

export interface FilledProtectionOptions {
  readonly admission: FilledAdmissionSettings | undefined;
  readonly rateLimit: FilledRateLimitOptions;
  readonly circuitBreaker: FilledCircuitBreakerOptions | undefined;
  readonly maxLoopDelayMs: number;
  readonly tools: Readonly<Record<string, ToolScale>>;
}

export interface FilledAdmissionSettings extends Readonly<Required<AdmissionLimits>> {
  readonly adaptive: AdaptiveLimitOptions | undefined;
  readonly weights: Readonly<Record<string, number>>;
}

/** @throws RangeError or TypeError naming the option, its value and what is allowed */
export function fillProtectionOptions(options: ProtectionOptions): FilledProtectionOptions {
  const { admission = {}, circuitBreaker = {}, tools = {} } = options;
  for (const [name, scale] of Object.entries(tools)) checkToolScale(scale, `tools["${name}"]`);
  return {
    admission: admission === false ? undefined : fillAdmission(admission),
    rateLimit: fillRateLimitOptions(options.rateLimit),
    circuitBreaker: circuitBreaker === false ? undefined : fillCircuitBreakerOptions(circuitBreaker),
    maxLoopDelayMs: checkMaxLoopDelay(options.maxLoopDelayMs),
    tools,
  };
}

function fillAdmission({
  adaptive = false,
  weights = {},
  ...limits
}: AdmissionSettings): FilledAdmissionSettings {
  const filled = fillAdmissionLimits(limits);
  const bounds = adaptive === true ? {} : adaptive || undefined;
  if (bounds !== undefined) fillMinConcurrent(bounds, filled);
  for (const [principal, weight] of Object.entries(weights)) {
    if (weight >= 1 && weight <= 1000) continue;
    throw new RangeError(`admission.weights["${principal}"] must be a number from 1 to 1000: ${weight}.`);
  }
  return { ...filled, adaptive: bounds, weights };
}
