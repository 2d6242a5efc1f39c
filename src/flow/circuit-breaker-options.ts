// The options of circuit breakers: when one opens, for how long, and what closes it. Resolved and checked once.

export interface CircuitBreakerOptions {
  /**
   * Share of a tool's calls in the window that must fail for its breaker to open; above 0, up to 1.
   * @defaultValue 0.5
   */
  failureRate?: number;
  /**
   * Milliseconds from which a call is slow; 0: none is. What is slow depends on the tools, and calls past their deadline
   * count as failures anyway. Calls that asked the client something are never slow. @defaultValue 0
   */
  slowCallMs?: number;
  /** Share of calls in the window that must be slow for the breaker to open; above 0, up to 1. @defaultValue 0.8 */
  slowCallRate?: number;
  /** Milliseconds that the window reaches back, in steps of a tenth. @defaultValue 30000 */
  windowMs?: number;
  /** Calls that the window must hold before rates are looked at. @defaultValue 20 */
  minCalls?: number;
  /** Milliseconds for which the breaker refuses all calls when it opens. @defaultValue 5000 */
  openMs?: number;
  /** What `openMs` is multiplied with each time that a probe fails, until the breaker has closed. @defaultValue 2 */
  openGrowth?: number;
  /** Milliseconds that `openMs` grows to at most. @defaultValue 60000 */
  maxOpenMs?: number;
  /**
   * Calls that are let through after `openMs`; others are refused meanwhile. When all of them succeed the breaker closes,
   * when one fails or is slow it opens again. @defaultValue 3
   */
  probes?: number;
  /** Tools with a breaker; past it the one of the longest uncalled tool is forgotten. @defaultValue 10000 */
  maxBreakers?: number;
}

export type FilledCircuitBreakerOptions = Readonly<Required<CircuitBreakerOptions>>;

/** The longest time that options may say: a day. */
const MAX_MS = 86_400_000;

interface Bounds {
  readonly fallback: number;
  readonly least: number;
  readonly greatest: number;
  /** A number with a fraction is one too. */
  readonly fraction?: true;
}

export const CIRCUIT_BREAKER_BOUNDS: Readonly<Record<keyof CircuitBreakerOptions, Bounds>> = {
  failureRate: { fallback: 0.5, least: 0.01, greatest: 1, fraction: true },
  slowCallMs: { fallback: 0, least: 0, greatest: MAX_MS },
  slowCallRate: { fallback: 0.8, least: 0.01, greatest: 1, fraction: true },
  windowMs: { fallback: 30_000, least: 100, greatest: MAX_MS },
  minCalls: { fallback: 20, least: 1, greatest: 1_000_000 },
  openMs: { fallback: 5000, least: 1, greatest: MAX_MS },
  openGrowth: { fallback: 2, least: 1, greatest: 10, fraction: true },
  maxOpenMs: { fallback: 60_000, least: 1, greatest: MAX_MS },
  probes: { fallback: 3, least: 1, greatest: 1000 },
  maxBreakers: { fallback: 10_000, least: 1, greatest: 1_000_000 },
};

/** @throws RangeError naming the option, its value and what is allowed. */
export function fillCircuitBreakerOptions(options: CircuitBreakerOptions = {}): FilledCircuitBreakerOptions {
  const filled = Object.fromEntries(
    Object.entries(CIRCUIT_BREAKER_BOUNDS).map(([name, bounds]) => [
      name,
      checkNumber(name, options[name as keyof CircuitBreakerOptions] ?? bounds.fallback, bounds),
    ]),
  ) as FilledCircuitBreakerOptions;
  if (filled.maxOpenMs < filled.openMs) {
    throw new RangeError(
      `circuitBreaker.maxOpenMs must not be less than openMs (${filled.openMs}): ${filled.maxOpenMs}.`,
    );
  }
  return filled;
}

function checkNumber(name: string, value: number, { least, greatest, fraction }: Bounds): number {
  const isKind = fraction ? Number.isFinite(value) : Number.isInteger(value);
  if (isKind && value >= least && value <= greatest) return value;
  const what = fraction ? 'a number' : 'an integer';
  throw new RangeError(`circuitBreaker.${name} must be ${what} from ${least} to ${greatest}: ${value}.`);
}
