// How the runtime treats the calls of one tool. Authors say it where they register a tool, operators in the options of
// a node, by name or pattern; where both do, the operator's word counts.

export interface ToolScale {
  /**
   * Milliseconds a call may take, waiting for a slot included and questions to the client not counted; 0: no limit.
   * Past it the client gets DEADLINE_EXCEEDED. @defaultValue the node's `requestTimeoutMs`
   */
  timeoutMs?: number;
  /**
   * Calls of the tool that may run at once; further ones wait in a queue of their own.
   * @defaultValue as many as the node allows
   */
  maxConcurrent?: number;
  /**
   * Calls a second (`perSecond`) and at once after a quiet time (`burst`); past it clients get RATE_LIMITED.
   * @defaultValue the node's `rateLimit.tool`
   */
  rateLimit?: { perSecond: number; burst?: number };
  /** Whether the tool has a circuit breaker. @defaultValue true */
  circuitBreaker?: boolean;
}

/** For a tool without wishes. */
export const NO_SCALE: ToolScale = Object.freeze({});

const MAX_DELAY_MS = 2 ** 31 - 1;
const MAX_RATE = 1_000_000;

export const TOOL_SCALE_BOUNDS = {
  timeoutMs: { least: 0, greatest: MAX_DELAY_MS },
  maxConcurrent: { least: 1, greatest: MAX_RATE },
  perSecond: { least: 0.001, greatest: MAX_RATE, fraction: true },
  burst: { least: 1, greatest: MAX_RATE },
} as const;

/**
 * The same scale, checked.
 * @param where what it is called in errors, e.g. `tools.search`
 * @throws TypeError or RangeError naming the option, its value and what is allowed
 */
export function checkToolScale(scale: ToolScale, where: string): ToolScale {
  if (typeof scale !== 'object' || scale === null)
    throw new TypeError(`${where} must be an object: ${String(scale)}.`);
  for (const [name, value] of Object.entries(scale)) checkMember(`${where}.${name}`, name, value);
  return scale;
}

function checkMember(where: string, name: string, value: unknown): void {
  switch (name) {
    case 'timeoutMs':
    case 'maxConcurrent':
      return checkNumber(where, value, TOOL_SCALE_BOUNDS[name]);
    case 'rateLimit':
      return checkRate(where, value);
    case 'circuitBreaker':
      if (typeof value === 'boolean') return;
      throw new TypeError(`${where} must be true or false: ${String(value)}.`);
    default:
      throw new TypeError(`${where} is no option of a tool; those are ${MEMBERS.join(', ')}.`);
  }
}

const MEMBERS = ['timeoutMs', 'maxConcurrent', 'rateLimit', 'circuitBreaker'];

function checkRate(where: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || !('perSecond' in value)) {
    throw new TypeError(`${where} must be an object with perSecond and, if need be, burst.`);
  }
  checkNumber(`${where}.perSecond`, value.perSecond, TOOL_SCALE_BOUNDS.perSecond);
  if ('burst' in value) checkNumber(`${where}.burst`, value.burst, TOOL_SCALE_BOUNDS.burst);
}

function checkNumber(
  where: string,
  value: unknown,
  { least, greatest, fraction = false }: { least: number; greatest: number; fraction?: boolean },
): void {
  const isKind = fraction ? Number.isFinite(value) : Number.isInteger(value);
  if (isKind && (value as number) >= least && (value as number) <= greatest) return;
  const what = fraction ? 'a number' : 'an integer';
  throw new RangeError(`${where} must be ${what} from ${least} to ${greatest}: ${String(value)}.`);
}
