// How long a client waits for an answer. The time does not run while it is the client's own user who thinks.

import { ClientError } from './client-error.ts';

export class Patience {
  readonly #timeoutMs: number;
  readonly #controller = new AbortController();
  #remainingMs: number;
  #startedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  /**
   * Starts to run.
   * @param timeoutMs 0: without end
   * @param signal gives up at once
   */
  constructor(timeoutMs: number, signal?: AbortSignal) {
    this.#timeoutMs = timeoutMs;
    this.#remainingMs = timeoutMs;
    if (signal?.aborted === true) this.#controller.abort(signal.reason);
    signal?.addEventListener('abort', () => this.#controller.abort(signal.reason), { once: true });
    this.resume();
  }

  /** Aborted when it has run out. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#remainingMs = Math.max(1, this.#remainingMs - (performance.now() - this.#startedAtMs));
  }

  resume(): void {
    if (this.#timeoutMs === 0 || this.#timer !== undefined || this.#ended) return;
    this.#startedAtMs = performance.now();
    this.#timer = setTimeout(() => this.#controller.abort(this.#timeout()), this.#remainingMs);
  }

  /** To be called when the answer is there. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #timeout(): ClientError {
    return new ClientError('TIMEOUT', `The server did not answer within ${this.#timeoutMs / 1000} s.`);
  }
}
