// Whether memory is flat: what is alive in the heap, which shows a leak to the byte, and what is resident, which has
// all that is outside of the heap too but also what the allocator keeps for later.

export interface MemorySample {
  /** With all garbage collected. */
  readonly residentBytes: number;
  readonly heapUsedBytes: number;
  /** Requests that the server had been sent. */
  readonly requests: number;
}

export interface MemoryVerdict {
  /** For people. */
  readonly text: string;
  readonly isFlat: boolean;
}

/** Shares by which each may grow, over at least so many requests: fewer say nothing. */
const MOST_HEAP_GROWTH = 0.05;
const MOST_RESIDENT_GROWTH = 0.2;
export const JUDGED_REQUESTS = 100_000;

export function judgeMemory(early: MemorySample, late: MemorySample): MemoryVerdict {
  const heapGrowth = late.heapUsedBytes / early.heapUsedBytes - 1;
  const residentGrowth = late.residentBytes / early.residentBytes - 1;
  const isJudged = late.requests - early.requests >= JUDGED_REQUESTS;
  const bounds = isJudged
    ? `allowed are ${percent(MOST_HEAP_GROWTH)} and ${percent(MOST_RESIDENT_GROWTH)}`
    : 'too few requests to judge';
  const heap = `heap ${mb(early.heapUsedBytes)} -> ${mb(late.heapUsedBytes)} MB (${percent(heapGrowth)})`;
  const resident = `resident ${mb(early.residentBytes)} -> ${mb(late.residentBytes)} MB (${percent(residentGrowth)})`;
  return {
    text: `from ${early.requests} requests to ${late.requests}: ${heap}, ${resident}; ${bounds}`,
    isFlat: !isJudged || (heapGrowth <= MOST_HEAP_GROWTH && residentGrowth <= MOST_RESIDENT_GROWTH),
  };
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function percent(share: number): string {
  return `${share < 0 ? '' : '+'}${(share * 100).toFixed(1)} %`;
}
