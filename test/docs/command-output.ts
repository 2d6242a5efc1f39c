// What a child process prints, while it does.

import type { ChildProcess } from 'node:child_process';

const DEADLINE_MS = 60_000;

export class CommandOutput {
  stdout = '';
  /** Of both streams. */
  all = '';
  readonly #child: ChildProcess;
  #onText = (): void => {};

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.all += text;
        if (stream === child.stdout) this.stdout += text;
        this.#onText();
      });
    }
  }

  /**
   * Waits until `find` finds something in the standard output.
   * @throws Error with all output when the process ends before, or after a minute
   */
  until<T>(find: (stdout: string) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => reject(new Error(`${reason}:\n${this.all}`));
      const timer = setTimeout(() => fail('it did not print what was waited for'), DEADLINE_MS);
      this.#onText = () => {
        const found = find(this.stdout);
        if (found === undefined) return;
        clearTimeout(timer);
        this.#onText = () => {};
        resolve(found);
      };
      this.#child.once('close', (code) => {
        clearTimeout(timer);
        fail(`it ended with ${code}`);
      });
      this.#onText();
    });
  }
}
