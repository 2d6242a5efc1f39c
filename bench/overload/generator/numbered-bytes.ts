// Bytes in which an id and its nines' complement stand, and in which both can be written over: a request, or the body of
// the answer to it. An answer that mixes up two calls differs in one of them.
import { lastDigitOffsets, writeDigits } from '../../generator/digits.ts';

/** The least id; all have nine digits, and so have their complements. */
export const firstId = 100_000_000;

export function complementOf(id: number): number {
  return 999_999_999 - id;
}

export class NumberedBytes {
  readonly bytes: Buffer;
  readonly #idOffsets: readonly number[];
  readonly #complementOffsets: readonly number[];

  /** @param id the one that stands in the bytes */
  constructor(bytes: Buffer, id: number) {
    this.bytes = bytes;
    this.#idOffsets = lastDigitOffsets(bytes, String(id));
    this.#complementOffsets = lastDigitOffsets(bytes, String(complementOf(id)));
  }

  /** The bytes with another id; the same buffer each time. */
  numbered(id: number): Buffer {
    writeDigits(this.bytes, this.#idOffsets, id);
    writeDigits(this.bytes, this.#complementOffsets, complementOf(id));
    return this.bytes;
  }
}
