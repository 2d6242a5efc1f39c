// Counts latencies in buckets that grow with the value: exact below 32 microseconds, within 3 % above, up to over a minute.
// One typed array, so recording allocates nothing.

const bucketsPerOctave = 32;
const exactBits = 5;
const octaves = 22;
const mostMicros = 2 ** (exactBits + octaves - 1) - 1;

export class LatencyHistogram {
  readonly #counts = new Uint32Array(bucketsPerOctave * octaves);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  recordMs(latencyMs: number): void {
    const micros = Math.min(mostMicros, Math.max(0, Math.round(latencyMs * 1000)));
    const bucket = bucketOf(micros);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
  }

  /** The latency, in microseconds, that `share` (0 to 1) of the recorded ones do not exceed; 0 when there are none. */
  quantileMicros(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return middleOf(bucket);
    }
    return 0;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }
}

function bucketOf(micros: number): number {
  if (micros < bucketsPerOctave) return micros;
  const shift = 31 - Math.clz32(micros) - exactBits;
  return (shift + 1) * bucketsPerOctave + (micros >>> shift) - bucketsPerOctave;
}

function middleOf(bucket: number): number {
  if (bucket < bucketsPerOctave) return bucket;
  const shift = Math.floor(bucket / bucketsPerOctave) - 1;
  const lowest = (bucketsPerOctave + (bucket % bucketsPerOctave)) << shift;
  return lowest + ((1 << shift) - 1) / 2;
}
