// When calls come that know nothing of each other: the time from one to the next is exponentially distributed (a Poisson
// process). Seeded, so that every run offers the same.
import { seededRandom } from '../../../test/support/seeded-random.ts';

export class Arrivals {
  readonly #random: () => number;
  readonly #meanGapMs: number;
  /** Milliseconds from the start of the load to the next call. */
  nextMs = 0;

  constructor(perSecond: number, seed: number) {
    this.#random = seededRandom(seed);
    this.#meanGapMs = 1000 / perSecond;
    this.advance();
  }

  advance(): void {
    this.nextMs -= Math.log(1 - this.#random()) * this.#meanGapMs;
  }
}
