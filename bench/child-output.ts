// What a started server prints: the line with its URL, and its last words if it ends. Reads for as long as the server
// lives, so that it never blocks on a full pipe.
import type { ChildProcess } from 'node:child_process';

const deadlineMs = 20_000;
const keptChars = 4_000;
const urlPattern = /http:\/\/127\.0\.0\.1:(\d+)\/mcp/;

export class ChildOutput {
  readonly #name: string;
  readonly #child: ChildProcess;
  #tail = '';
  #ending: string | undefined;

  constructor(name: string, child: ChildProcess, onText?: (text: string) => void) {
    this.#name = name;
    this.#child = child;
    const read = (chunk: Buffer) => {
      const text = chunk.toString();
      this.#tail = (this.#tail + text).slice(-keptChars);
      onText?.(text);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.on('error', (error) => {
      this.#ending ??= `could not be started (${error.message})`;
    });
    // `close` rather than `exit`: what it said last has been read by then.
    child.once('close', (code, signal) => {
      this.#ending ??= `ended with ${signal ?? `code ${code}`}`;
    });
  }

  /** How the server ended and what it said last. */
  get lastWords(): string {
    return this.#describe(this.#ending ?? 'ended');
  }

  /** The port in the URL that the server prints when it is ready. */
  port(): Promise<number> {
    return new Promise((resolve, reject) => {
      const settle = (report: () => void) => {
        clearTimeout(timer);
        this.#child.stdout?.off('data', look);
        report();
      };
      const fail = (reason: string) => settle(() => reject(new Error(this.#describe(reason))));
      const timer = setTimeout(() => fail(`printed no URL within ${deadlineMs} ms`), deadlineMs);
      const look = () => {
        const port = urlPattern.exec(this.#tail)?.[1];
        if (port !== undefined) settle(() => resolve(Number(port)));
      };
      this.#child.stdout?.on('data', look);
      const ended = () => fail(this.#ending ?? 'ended');
      this.#child.once('error', ended).once('close', ended);
    });
  }

  #describe(reason: string): string {
    return `The server "${this.#name}" ${reason}:\n${this.#tail.trim()}`;
  }
}
