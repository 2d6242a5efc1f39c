// A sign of life during long measurements.

/** One line that is written over, and only for a person who watches. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}\r`);
}
