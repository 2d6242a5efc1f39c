// A seeded source of randomness, so that generated data is the same on every machine and in every
// process. For data only: it is predictable by design.

export interface Random {
  /** A number from 0 up to, but not including, 1. */
  uniform(): number;
  /** A number from the normal distribution with mean 0 and deviation 1. */
  normal(): number;
  /** An item, each chosen in proportion to its weight. */
  pick<Item extends { weight: number }>(items: readonly Item[]): Item;
}

/** Source of the generator: "mulberry32", a 32-bit counter with a mixing function. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  return {
    uniform,
    // Box and Muller, 1958; `1 - u` because the logarithm of 0 is not a number.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    pick: (items) => {
      let left = uniform() * items.reduce((sum, { weight }) => sum + weight, 0);
      const chosen = items.find(({ weight }) => {
        left -= weight;
        return left < 0;
      });
      // Rounding may leave a crumb after the last item.
      const item = chosen ?? items.at(-1);
      if (item === undefined) throw new RangeError('There is nothing to pick from.');
      return item;
    },
  };
}
