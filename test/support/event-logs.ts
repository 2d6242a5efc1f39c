// Event logs that take their time or fail, as those in another process may.

import { setImmediate as turn } from 'node:timers/promises';
import type { EventLog, LoggedEvent, LogReading, StreamClaim } from '../../src/session/event-log.ts';
import { MemoryEventLog } from '../../src/stores/memory/memory-event-log.ts';

/** Keeps each event only when the test lets it through. Readings answer later, with what was there when asked. */
export class GatedEventLog implements EventLog {
  readonly #kept = new MemoryEventLog();
  readonly #waiting: (() => void)[] = [];

  append(sessionId: string, streamId: string, event: LoggedEvent): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        this.#kept.append(sessionId, streamId, event);
        resolve();
      });
    });
  }

  async readAfter(sessionId: string, streamId: string, seq: number): Promise<LogReading | undefined> {
    const reading = this.#kept.readAfter(sessionId, streamId, seq);
    await turn();
    return reading;
  }

  async claim(sessionId: string, streamId: string, claim: StreamClaim): Promise<string> {
    return this.#kept.claim(sessionId, streamId, claim);
  }

  /** Keeps what waits. Returns how many events that were. */
  letThrough(): number {
    const waiting = this.#waiting.splice(0);
    for (const keep of waiting) keep();
    return waiting.length;
  }
}

export type LogFailure = 'throws' | 'rejects';

/** Fails to append, or to read, for as long as it is told to. */
export class FailingEventLog implements EventLog {
  failsToAppend: LogFailure | undefined;
  failsToRead: LogFailure | undefined;
  readonly #kept = new MemoryEventLog();

  append(sessionId: string, streamId: string, event: LoggedEvent): void | Promise<void> {
    if (this.failsToAppend !== undefined) return fail(this.failsToAppend);
    return this.#kept.append(sessionId, streamId, event);
  }

  readAfter(
    sessionId: string,
    streamId: string,
    seq: number,
  ): LogReading | undefined | Promise<LogReading | undefined> {
    if (this.failsToRead !== undefined) return fail(this.failsToRead);
    return this.#kept.readAfter(sessionId, streamId, seq);
  }

  claim(sessionId: string, streamId: string, claim: StreamClaim): string | Promise<string> {
    if (this.failsToAppend !== undefined) return fail(this.failsToAppend);
    return this.#kept.claim(sessionId, streamId, claim);
  }
}

function fail(how: LogFailure): Promise<never> {
  const error = new Error('The log is away.');
  if (how === 'throws') throw error;
  return Promise.reject(error);
}
