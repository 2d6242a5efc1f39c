// The few statistics that the bench reports. Medians, because a shared machine has bad seconds that a mean would keep.

/** The middle value; of an even number of values, the mean of the middle two. NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median of `measured[i] / reference[i]`: what is slow in one round slows both of its parts. */
export function medianRatio(measured: readonly number[], reference: readonly number[]): number {
  return median(pairedRatios(measured, reference));
}

/** Half of the distance between the first and the third quartile, as a share of the median. */
export function relativeSpread(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (quartile(sorted, 0.75) - quartile(sorted, 0.25)) / 2 / median(sorted);
}

export function pairedRatios(measured: readonly number[], reference: readonly number[]): number[] {
  if (measured.length !== reference.length) throw new RangeError('Every round needs both of its parts');
  return measured.map((value, round) => value / (reference[round] ?? Number.NaN));
}

/** Linear interpolation between the two nearest ranks. */
function quartile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const lower = sorted[Math.floor(rank)] ?? Number.NaN;
  const upper = sorted[Math.ceil(rank)] ?? Number.NaN;
  return lower + (upper - lower) * (rank - Math.floor(rank));
}
