// Durations and sizes as people write them: `5s`, `1MiB`.

/** A number of milliseconds, or text. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;
/** A number of bytes, or text. */
export type Size = number | `${number}${'B' | 'kB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB'}`;

export type Unit = 'ms' | 'bytes';

/** In which a number in a text may be given, the largest first. */
const FACTORS: Readonly<Record<Unit, readonly (readonly [string, number])[]>> = {
  ms: [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ],
  bytes: [
    ['GiB', 2 ** 30],
    ['GB', 1e9],
    ['MiB', 2 ** 20],
    ['MB', 1e6],
    ['KiB', 1024],
    ['kB', 1000],
    ['B', 1],
  ],
};

/** What texts of that unit look like, for messages and help. */
export const UNIT_EXAMPLES: Readonly<Record<Unit, string>> = { ms: '"5s"', bytes: '"1MiB"' };

/** The number that a text with a unit means; undefined when it is none. */
export function parseQuantity(text: string, unit: Unit): number | undefined {
  const [, digits, suffix = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const known = FACTORS[unit].find(([name]) => name.toLowerCase() === suffix.toLowerCase());
  if (known === undefined) return undefined;
  // What 0.1 and the like lack to a whole number must not decide whether it is one.
  return Number((Number(digits) * known[1]).toFixed(3));
}

/** The shortest way to write it: `5s`. */
export function formatQuantity(value: number, unit: Unit): string {
  const [name, factor] = FACTORS[unit].find(([, one]) => value >= one && value % one === 0) ?? ['', 1];
  return `${value / factor}${name}`;
}
