// Writes messages as lines, one write each, and knows how far its reader is behind. Once the reader is gone it is
// silent.

import type { Writable } from 'node:stream';

export class LineWriter {
  readonly #output: Writable;
  readonly #maxBufferedBytes: number;
  #gone = false;

  /**
   * @param maxBufferedBytes what may wait for the reader before it counts as behind
   * @param onGone told once when nobody reads any more
   */
  constructor(output: Writable, maxBufferedBytes: number, onGone: () => void) {
    this.#output = output;
    this.#maxBufferedBytes = maxBufferedBytes;
    const gone = (): void => {
      if (this.#gone) return;
      this.#gone = true;
      onGone();
    };
    // EPIPE and its kin. Other errors of an output that worked so far mean the same: it no longer does.
    output.on('error', gone);
    output.on('close', gone);
  }

  write(message: string): void {
    if (!this.#gone) this.#output.write(`${message}\n`);
  }

  get behind(): boolean {
    return !this.#gone && this.#output.writableLength > this.#maxBufferedBytes;
  }

  /** Resolves when the reader has taken everything so far, or is gone. */
  caughtUp(): Promise<void> {
    if (this.#gone) return Promise.resolve();
    return new Promise((resolve) => this.#output.write('', () => resolve()));
  }
}
