// What one case sent and what came back, so that a fault can be shown and made again by hand.

import { showBytes } from './show-bytes.ts';

interface Line {
  readonly connection: number;
  readonly what: string;
  readonly bytes: Buffer | undefined;
}

/** Characters of one piece that are shown. */
const SHOWN_CHARS = 8000;

export class Transcript {
  readonly #lines: Line[] = [];
  #connections = 0;
  /** Requests that were sent, or begun. */
  requests = 0;

  /** A number for a connection, which names it in what follows. */
  newConnection(): number {
    return ++this.#connections;
  }

  sent(connection: number, bytes: Buffer): void {
    this.#lines.push({ connection, what: 'sent', bytes });
  }

  received(connection: number, bytes: Buffer): void {
    this.#lines.push({ connection, what: 'received', bytes });
  }

  note(connection: number, what: string): void {
    this.#lines.push({ connection, what, bytes: undefined });
  }

  toString(mostChars = SHOWN_CHARS): string {
    return this.#lines
      .flatMap(({ connection, what, bytes }) => {
        if (bytes === undefined) return [`  connection ${connection}: ${what}`];
        const shown = showBytes(bytes, mostChars).map((line) => `      ${line}`);
        return [`  connection ${connection}: ${what} ${bytes.length} bytes`, ...shown];
      })
      .join('\n');
  }
}
