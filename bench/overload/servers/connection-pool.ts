// Stands for what tools wait for: a database that serves so many queries at once, behind a pool of as many connections.
// Whoever finds all of them taken waits in line, without end, as with the usual pools.
import { setTimeout as sleep } from 'node:timers/promises';

export interface ConnectionPoolOptions {
  connections: number;
  /** Milliseconds that a query takes. */
  queryMs: () => number;
}

export class ConnectionPool {
  #free: number;
  readonly #queryMs: () => number;
  readonly #line: (() => void)[] = [];

  constructor({ connections, queryMs }: ConnectionPoolOptions) {
    this.#free = connections;
    this.#queryMs = queryMs;
  }

  async query(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#line.push(resolve));
    await sleep(this.#queryMs());
    const next = this.#line.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
