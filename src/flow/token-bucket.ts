// A token bucket that refills when it is looked at. It counts what it owes, in billionths of a token: all sums are of
// integers that doubles hold exactly, so a rate does not drift however many calls it sees, and waits are exact.

import type { Rate } from './rate-store.ts';

const UNITS_PER_TOKEN = 1_000_000_000;
/** A token a second is a thousandth of a token, or a million units, a millisecond. */
const UNITS_PER_MS_AT_ONE_PER_SECOND = 1_000_000;

export class TokenBucket {
  /** 0: the bucket is full. Independent of the rate, so that a bucket survives a change of its rate. */
  #owedUnits = 0;
  #atMs: number;

  /** A full bucket. @param nowMs whole milliseconds */
  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  /** Lets the bucket refill and tells in how many milliseconds it will have a token; 0: it has one. */
  waitMs(rate: Rate, nowMs: number): number {
    const unitsPerMs = Math.round(rate.perSecond * UNITS_PER_MS_AT_ONE_PER_SECOND);
    // A clock that was set back gives nothing, and must not stop the refilling until it has caught up.
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    this.#atMs = nowMs;
    this.#owedUnits = Math.max(0, this.#owedUnits - elapsedMs * unitsPerMs);
    const lackingUnits = this.#owedUnits + UNITS_PER_TOKEN - rate.burst * UNITS_PER_TOKEN;
    return lackingUnits <= 0 ? 0 : Math.ceil(lackingUnits / unitsPerMs);
  }

  /** Takes a token; after `waitMs` has said that there is one. */
  take(): void {
    this.#owedUnits += UNITS_PER_TOKEN;
  }
}
