// The choices of one case. All of them come from its number and the seed of the run, so that a case can be made again
// alone, in the same way, whatever ran before it.

import { seededRandom } from '../../support/seeded-random.ts';

export class Chance {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  /** The choices of the case with that number. */
  static ofCase(seed: number, caseNumber: number): Chance {
    // Neighbouring seeds of the generator would give neighbouring cases much the same first choices.
    const mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(caseNumber + 1, 0xc2b2ae35);
    return new Chance(mixed ^ (mixed >>> 15));
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** An integer from `least` to `greatest`. */
  between(least: number, greatest: number): number {
    return least + this.below(greatest - least + 1);
  }

  /** True in `share` of all cases, 0 to 1. */
  happens(share: number): boolean {
    return this.#next() < share;
  }

  /** @throws RangeError when there is nothing to choose from */
  one<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('There is nothing to choose from.');
    return items[this.below(items.length)] as T;
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries<number>(weights) as [K, number][];
    let at = this.#next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      at -= weight;
      if (at < 0) return key;
    }
    return (entries.at(-1) as [K, number])[0];
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let i = 0; i < length; i++) bytes[i] = this.below(256);
    return bytes;
  }

  /** A length that is most often small, and now and then up to `most`. */
  length(most: number): number {
    return Math.floor(most ** this.#next());
  }
}
