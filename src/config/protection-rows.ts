// The table's rows for what stands in front of the tools. Bounds and defaults are those of the domains.

import { ADMISSION_BOUNDS, type AdmissionLimits, SATURATIONS } from '../flow/admission-options.ts';
import { CIRCUIT_BREAKER_BOUNDS, type CircuitBreakerOptions } from '../flow/circuit-breaker-options.ts';
import { LOOP_DELAY_BOUNDS } from '../flow/loop-guard.ts';
import { RATE_BOUNDS, type RateLimitOptions } from '../flow/rate-limit-options.ts';
import { TOOL_SCALE_BOUNDS, type ToolScale } from '../server/tool-scale.ts';
import { boolean, choice, count, duration, groupSwitch } from './kinds.ts';
import type { OptionRow, Rows } from './option.ts';

const ADMISSION = ADMISSION_BOUNDS;
const LIMITS: Readonly<Record<keyof AdmissionLimits, OptionRow>> = {
  maxConcurrent: {
    ...count(ADMISSION.maxConcurrent),
    reloadable: true,
    doc: 'Calls that may run at once; further ones wait. With `adaptive`, the most it may come to.',
  },
  maxQueue: {
    ...count(ADMISSION.maxQueue),
    reloadable: true,
    doc: 'Calls that may wait, 0: none; `saturation` says what happens past it.',
  },
  saturation: {
    ...choice(SATURATIONS, 'reject'),
    reloadable: true,
    doc: 'Who is refused with OVERLOADED when the queue is full: the new call, nobody until `maxWaiting`, or the oldest.',
  },
  maxWaiting: {
    ...count(ADMISSION.maxWaiting),
    reloadable: true,
    doc: 'Calls that may wait when `saturation` is `wait`; a further one is refused.',
  },
  targetDelayMs: {
    ...duration(ADMISSION.targetDelayMs),
    reloadable: true,
    doc: 'Waiting that is no sign of overload. Past it for `intervalMs` on end, the newest calls go first.',
  },
  intervalMs: {
    ...duration(ADMISSION.intervalMs),
    reloadable: true,
    doc: 'How long the wait must stay above its target; what is over sooner is a burst.',
  },
  maxTurnMs: {
    ...duration(ADMISSION.maxTurnMs),
    reloadable: true,
    doc: 'How long calls may keep the event loop in one turn before the rest of those that arrived wait for the next; 0: as long as they take.',
  },
  abandonAfterMs: {
    ...duration(ADMISSION.abandonAfterMs),
    reloadable: true,
    doc: 'How long a handler keeps its slot after its call was answered without it.',
  },
};

export const OVERLOAD_ROWS: Rows = {
  admission: {
    ...groupSwitch(true),
    doc: 'Bounds how many calls run and wait; `false`: as many run at once as come.',
  },
  ...under('admission', LIMITS),
  'admission.adaptive': {
    ...groupSwitch(false),
    doc: 'Lets the limit follow the observed latency, between `minConcurrent` and `maxConcurrent`.',
  },
  'admission.adaptive.minConcurrent': {
    ...count({ least: 1, greatest: ADMISSION.maxConcurrent.greatest }),
    fallbackDoc: '10, or `maxConcurrent` if that is less',
    doc: 'The least that an adaptive limit comes down to.',
  },
  'admission.weights.<principal>': {
    ...count({ fallback: 1, least: 1, greatest: 1000, fraction: true }),
    reloadable: true,
    doc: 'Share of that principal: weight 2 gets twice the slots and queue of weight 1 when both want more.',
  },
  maxLoopDelayMs: {
    ...duration(LOOP_DELAY_BOUNDS),
    reloadable: true,
    doc: 'How late the event loop may be before part of the new calls are refused with OVERLOADED; 0: never.',
  },
};

const RATED: Readonly<Record<keyof RateLimitOptions, string>> = {
  node: 'of the whole node',
  principal: 'of each principal',
  tool: 'of each tool',
  address: 'from each client address',
};

export const RATE_ROWS: Rows = Object.assign(
  {},
  ...Object.entries(RATED).map(([whose, what]) =>
    under(`rateLimit.${whose}`, rateRows(what, RATE_BOUNDS, 'any number')),
  ),
);

const BREAKER = CIRCUIT_BREAKER_BOUNDS;
const BREAKERS: Readonly<Record<keyof CircuitBreakerOptions, OptionRow>> = {
  failureRate: {
    ...count(BREAKER.failureRate),
    doc: "Share of a tool's calls in the window that must fail for its breaker to open (TOOL_UNAVAILABLE).",
  },
  slowCallMs: { ...duration(BREAKER.slowCallMs), doc: 'Time from which a call is slow; 0: none is.' },
  slowCallRate: {
    ...count(BREAKER.slowCallRate),
    doc: 'Share of calls in the window that must be slow for the breaker to open.',
  },
  windowMs: { ...duration(BREAKER.windowMs), doc: 'How far the window reaches back.' },
  minCalls: { ...count(BREAKER.minCalls), doc: 'Calls that the window must hold before rates count.' },
  openMs: { ...duration(BREAKER.openMs), doc: 'How long a breaker refuses all calls when it opens.' },
  openGrowth: {
    ...count(BREAKER.openGrowth),
    doc: 'What `openMs` is multiplied with each time that a probe fails.',
  },
  maxOpenMs: { ...duration(BREAKER.maxOpenMs), doc: 'What `openMs` grows to at most.' },
  probes: {
    ...count(BREAKER.probes),
    doc: 'Calls that are let through after `openMs`; when all succeed the breaker closes.',
  },
  maxBreakers: {
    ...count(BREAKER.maxBreakers),
    doc: 'Tools with a breaker; past it the one of the longest uncalled tool is forgotten.',
  },
};

export const BREAKER_ROWS: Rows = {
  circuitBreaker: { ...groupSwitch(true), doc: 'Gives tools a rest that keep failing; `false`: never.' },
  ...under('circuitBreaker', BREAKERS),
};

const TOOL: Readonly<Record<Exclude<keyof ToolScale, 'rateLimit'>, OptionRow>> = {
  timeoutMs: {
    ...duration(TOOL_SCALE_BOUNDS.timeoutMs),
    fallbackDoc: '`requestTimeoutMs`',
    reloadable: true,
    doc: 'How long a call of the tool may take, 0: no limit.',
  },
  maxConcurrent: {
    ...count(TOOL_SCALE_BOUNDS.maxConcurrent),
    fallbackDoc: '`admission.maxConcurrent`',
    reloadable: true,
    doc: 'Calls of the tool that may run at once; further ones wait in a queue of their own.',
  },
  circuitBreaker: { ...boolean(true), reloadable: true, doc: 'Whether the tool has a circuit breaker.' },
};

/** Tools are named by name or by pattern (`*` stands for any characters); a name goes before patterns. */
export const TOOL_ROWS: Rows = under('tools.<name>', {
  ...TOOL,
  ...under('rateLimit', rateRows('of the tool', TOOL_SCALE_BOUNDS, '`rateLimit.tool`')),
});

function rateRows(
  what: string,
  bounds: Pick<typeof RATE_BOUNDS, 'perSecond' | 'burst'>,
  fallbackDoc: string,
) {
  return {
    perSecond: {
      ...count(bounds.perSecond),
      fallbackDoc,
      reloadable: true,
      doc: `Calls a second, ${what}, in the long run; past it, RATE_LIMITED.`,
    },
    burst: {
      ...count(bounds.burst),
      fallbackDoc: '`perSecond`, rounded up',
      reloadable: true,
      doc: `Calls at once after a quiet time, ${what}.`,
    },
  } as const satisfies Rows;
}

function under(path: string, rows: Rows): Rows {
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [`${path}.${name}`, row]));
}
