// Shows on stderr how far a call is and what the server logs about it: on a terminal progress stays on one line.

import type { JsonObject } from '../../protocol/mcp.ts';
import { oneLine } from '../client/printable.ts';

const CLEAR_LINE = '\r\u001b[2K';

export interface StatusOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export class StatusLine {
  readonly #output: StatusOutput;
  #isOpen = false;

  constructor(output: StatusOutput) {
    this.#output = output;
  }

  progress({ progress, total, message }: JsonObject): void {
    const amount = amountOf(progress, total);
    const text = typeof message === 'string' ? `${amount} ${oneLine(message)}` : amount;
    if (this.#output.isTTY !== true) {
      this.#output.write(`${text}\n`);
      return;
    }
    // A line that wraps could not be taken back.
    this.#output.write(`${CLEAR_LINE}${text.slice(0, (this.#output.columns ?? 80) - 1)}`);
    this.#isOpen = true;
  }

  log({ level, logger, data }: JsonObject): void {
    this.clear();
    const text = oneLine(typeof data === 'string' ? data : (JSON.stringify(data) ?? ''));
    const source = typeof logger === 'string' ? ` ${oneLine(logger)}:` : '';
    this.#output.write(`${oneLine(String(level))}:${source} ${text}\n`);
  }

  /** Takes the line of progress away, so that something else can be written. */
  clear(): void {
    if (this.#isOpen) this.#output.write(CLEAR_LINE);
    this.#isOpen = false;
  }
}

function amountOf(progress: unknown, total: unknown): string {
  const done = Number(progress);
  if (typeof total !== 'number' || !(total > 0)) return `${done}`;
  return `${String(Math.floor((done / total) * 100)).padStart(3)}%`;
}
