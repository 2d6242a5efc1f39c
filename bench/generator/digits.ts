// Numbers of fixed width, written as ASCII digits inside a buffer and counted up or down in place.
// Requests and the answers expected to them differ only in such numbers, so neither is ever built again.

const zero = 48;
const nine = 57;

/** The offset of the last digit of every occurrence of `digits` in `bytes`. */
export function lastDigitOffsets(bytes: Buffer, digits: string): number[] {
  const offsets: number[] = [];
  for (let at = bytes.indexOf(digits); at !== -1; at = bytes.indexOf(digits, at + digits.length)) {
    offsets.push(at + digits.length - 1);
  }
  return offsets;
}

/** Adds one to each number that ends at one of `offsets`. */
export function countUp(bytes: Buffer, offsets: readonly number[]): void {
  for (const offset of offsets) {
    let at = offset;
    while (bytes[at] === nine) bytes[at--] = zero;
    bytes[at] = (bytes[at] ?? zero) + 1;
  }
}

/** Takes one from each number that ends at one of `offsets`. */
export function countDown(bytes: Buffer, offsets: readonly number[]): void {
  for (const offset of offsets) {
    let at = offset;
    while (bytes[at] === zero) bytes[at--] = nine;
    bytes[at] = (bytes[at] ?? nine) - 1;
  }
}

/** Writes `value` so that its last digit is at each of `offsets`; it has as many digits as what stood there. */
export function writeDigits(bytes: Buffer, offsets: readonly number[], value: number): void {
  for (const offset of offsets) {
    for (let at = offset, rest = value; rest > 0; at--) {
      const shorter = Math.floor(rest / 10);
      bytes[at] = zero + rest - shorter * 10;
      rest = shorter;
    }
  }
}
