// Asks a server for `/health` at fixed times, each over a connection of its own as orchestrators do, and keeps the slowest
// answer. The clock of each question runs from when it was due.
import { get } from 'node:http';

export interface HealthReport {
  asked: number;
  /** Answers other than 200, or none in time. */
  failed: number;
  maxMs: number;
}

const everyMs = 100;
/** Longer than any orchestrator would wait. */
const timeoutMs = 10_000;

export class HealthWatch {
  readonly #port: number;
  readonly #answers: Promise<boolean>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #dueMs = performance.now();
  #maxMs = 0;

  constructor(port: number) {
    this.#port = port;
    this.#waitForNext();
  }

  /** Asks no more, and waits for the last answers. */
  async stop(): Promise<HealthReport> {
    clearTimeout(this.#timer);
    const answers = await Promise.all(this.#answers);
    return { asked: answers.length, failed: answers.filter((isGood) => !isGood).length, maxMs: this.#maxMs };
  }

  #waitForNext(): void {
    this.#dueMs += everyMs;
    this.#timer = setTimeout(
      () => {
        this.#answers.push(this.#ask(this.#dueMs));
        this.#waitForNext();
      },
      Math.max(0, this.#dueMs - performance.now()),
    );
  }

  #ask(dueMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const ended = (isGood: boolean) => {
        this.#maxMs = Math.max(this.#maxMs, performance.now() - dueMs);
        resolve(isGood);
      };
      const request = get({
        port: this.#port,
        host: '127.0.0.1',
        path: '/health',
        agent: false,
        timeout: timeoutMs,
      });
      request.on('response', (response) => {
        response.resume().on('end', () => ended(response.statusCode === 200));
      });
      request.on('timeout', () => request.destroy(new Error('late'))).on('error', () => ended(false));
    });
  }
}
