// A way to one server that is kept open: when its connection is lost, the next is dialled at once, and again with a
// growing pause for as long as that fails. While the first attempt after a loss is under way there is hope, and commands
// may wait for it; once it has failed the server is known to be down, and they fail at once.

import type { Connection } from './connection.ts';
import { SilenceError } from './store-error.ts';

export interface LinkOptions {
  readonly dial: () => Promise<Connection>;
  /** Runs on each connection before the link is up. */
  readonly prepare?: (connection: Connection) => Promise<void>;
  readonly onUp?: () => void;
  /** Told of each loss and each attempt that failed. */
  readonly onDown: (reason: Error) => void;
}

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 500;
/** Connections that do not last this long count as failed attempts, or a server that drops each one would be hammered. */
const STABLE_MS = 1000;

export class Link {
  /** Replies that have come; whoever waits for one can tell a slow server from a silent one. */
  replies = 0;
  readonly #options: LinkOptions;
  #connection: Connection | undefined;
  #upSinceMs = 0;
  /** The attempt under way, unless one has failed since the link was last up. */
  #hope: Promise<Connection> | undefined;
  #failures = 0;
  #reason = new Error('not connected yet');
  #pause: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#dial();
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** The server is known to be down. */
  get isDown(): boolean {
    return this.#connection === undefined && this.#hope === undefined;
  }

  /** The next connection, if there is hope. Rejects at once when there is none, or when that attempt fails. */
  next(): Promise<Connection> {
    return this.#hope ?? Promise.reject(this.#reason);
  }

  #dial(): void {
    const attempt = this.#open();
    if (this.#failures === 0) this.#hope = attempt;
    attempt.then(
      (connection) => this.#adopt(connection),
      (error: Error) => this.#fail(error),
    );
  }

  async #open(): Promise<Connection> {
    const connection = await this.#options.dial();
    try {
      await this.#options.prepare?.(connection);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  #adopt(connection: Connection): void {
    this.#hope = undefined;
    if (this.#isClosed) return connection.close();
    this.#connection = connection;
    this.#upSinceMs = performance.now();
    connection.onLost((error) => this.#lost(connection, error));
    if (this.#connection === connection) this.#options.onUp?.();
  }

  /** Gives the connection up, because of what was learnt by using it. */
  drop(connection: Connection, reason: Error): void {
    if (this.#connection !== connection) return;
    connection.close();
    this.#lost(connection, reason);
  }

  #lost(connection: Connection, reason: Error): void {
    if (this.#isClosed || this.#connection !== connection) return;
    this.#connection = undefined;
    const isStable = performance.now() - this.#upSinceMs >= STABLE_MS;
    if (isStable) this.#failures = 0;
    if (this.#failures > 0) return this.#fail(reason);
    this.#reason = reason;
    this.#options.onDown(reason);
    this.#dial();
    if (reason instanceof SilenceError) this.#hope = undefined;
    if (!isStable) this.#failures = 1;
  }

  #fail(reason: Error): void {
    this.#hope = undefined;
    if (this.#isClosed) return;
    this.#reason = reason;
    const pauseMs = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    // Spread, so that the nodes of a fleet do not come back in one wave.
    this.#pause = setTimeout(() => this.#dial(), pauseMs * (0.75 + Math.random() / 2));
    this.#options.onDown(reason);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#pause);
    this.#connection?.close();
    this.#connection = undefined;
  }
}
