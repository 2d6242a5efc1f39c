// Cuts a stream of bytes into lines. A line that is too long is dropped while it arrives, so that what is kept stays
// bounded, and reading goes on behind it.

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export interface LineReaderOptions {
  readonly maxLineBytes: number;
  /** Gets each line without its end; never one without bytes. */
  readonly onLine: (line: Buffer) => void;
  /** Told once for each line that is dropped. */
  readonly onTooLong: () => void;
}

export class LineReader {
  readonly #options: LineReaderOptions;
  /** The pieces of a line whose end has not come yet. */
  #pieces: Buffer[] = [];
  #bytes = 0;
  #dropping = false;

  constructor(options: LineReaderOptions) {
    this.#options = options;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.#add(chunk.subarray(start, end));
      this.#finishLine();
      start = end + 1;
    }
    this.#add(chunk.subarray(start));
  }

  /** What came after the last end of a line is a line too. */
  end(): void {
    this.#finishLine();
  }

  #add(piece: Buffer): void {
    if (piece.length === 0 || this.#dropping) return;
    this.#bytes += piece.length;
    if (this.#bytes > this.#options.maxLineBytes) {
      this.#dropping = true;
      this.#pieces = [];
      this.#options.onTooLong();
    } else {
      this.#pieces.push(piece);
    }
  }

  #finishLine(): void {
    const [first, ...rest] = this.#pieces;
    const whole = first === undefined || rest.length === 0 ? first : Buffer.concat(this.#pieces, this.#bytes);
    this.#pieces = [];
    this.#bytes = 0;
    this.#dropping = false;
    const line = whole?.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
    if (line !== undefined && line.length > 0) this.#options.onLine(line);
  }
}
