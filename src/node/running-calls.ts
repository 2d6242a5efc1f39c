// The calls that this node is working on. Most are over at once; only those that are still there a few milliseconds
// later get what lasting costs: a deadline timer, a watch on the client's connection, a place to be cancelled from.

import { type After, setDeadline } from '../flow/deadline.ts';
import { FleetError } from '../protocol/errors.ts';
import type { RequestId } from '../protocol/json-rpc.ts';
import type { Call } from '../server/call.ts';

export interface RunningCallsOptions {
  /** Milliseconds, by the clock of `Call.startedAtMs`. */
  readonly now: () => number;
  readonly after: After;
  /** Runs `callback` a few milliseconds from now. */
  readonly soon: (callback: () => void) => void;
}

/** Milliseconds between two looks at whether a call is still running. */
const IDLE_POLL_MS = 20;

type WatchDisconnect = (cancel: () => void) => void;

export class RunningCalls {
  readonly #options: RunningCallsOptions;
  #fresh: (Call | undefined)[] = [];
  /** In the order of `#fresh`. */
  #watches: (WatchDisconnect | undefined)[] = [];
  readonly #cancellable = new Map<string, Call>();
  readonly #lasting = new Set<Call>();

  constructor(options: RunningCallsOptions) {
    this.#options = options;
  }

  /** Calls that have no answer yet. */
  get size(): number {
    this.#watchFresh();
    return this.#lasting.size;
  }

  /**
   * Takes in a call whose answer will come later.
   * @param onDisconnect registers what to do when the client leaves; only where leaving cancels.
   */
  add(call: Call, onDisconnect?: WatchDisconnect): void {
    if (this.#fresh.length === 0) this.#options.soon(() => this.#watchFresh());
    call.place = this.#fresh.length;
    this.#fresh.push(call);
    this.#watches.push(onDisconnect);
  }

  /** To be called when a call has its answer. */
  finished(call: Call): void {
    if (this.#fresh[call.place] === call) {
      // Let go at once: what thousands of finished calls hold would survive a garbage collection.
      this.#fresh[call.place] = undefined;
      this.#watches[call.place] = undefined;
    }
    if (!this.#lasting.delete(call)) return;
    if (call.sessionId === undefined) return;
    const key = keyOf(call.sessionId, call.id);
    // A client that uses an id twice has two calls under it; the later one stays cancellable.
    if (this.#cancellable.get(key) === call) this.#cancellable.delete(key);
  }

  /** Aborts the call with that id of a session, if it runs here. */
  cancel(sessionId: string, requestId: RequestId): boolean {
    this.#watchFresh();
    const call = this.#cancellable.get(keyOf(sessionId, requestId));
    call?.abort(new FleetError('CANCELLED', 'The client cancelled the request.'));
    return call !== undefined;
  }

  /** Resolves when no call is running any more, or after `withinMs`. */
  async whenIdle(withinMs: number): Promise<void> {
    const { now, after } = this.#options;
    const deadlineMs = now() + withinMs;
    while (this.size > 0 && now() < deadlineMs) {
      await new Promise<void>((resolve) => void after(IDLE_POLL_MS, resolve));
    }
  }

  abortAll(reason: FleetError): void {
    this.#watchFresh();
    for (const call of [...this.#lasting]) call.abort(reason);
  }

  /** Cancels the calls of a session that its client ended. */
  cancelSession(sessionId: string): void {
    this.#watchFresh();
    for (const call of [...this.#lasting]) {
      if (call.sessionId !== sessionId) continue;
      call.abort(new FleetError('CANCELLED', 'The client ended the session.'));
    }
  }

  #watchFresh(): void {
    const fresh = this.#fresh;
    const watches = this.#watches;
    this.#fresh = [];
    this.#watches = [];
    for (const [index, call] of fresh.entries()) {
      // A call that asks in rounds comes by here twice.
      if (call === undefined || call.settled || this.#lasting.has(call)) continue;
      this.#lasting.add(call);
      if (call.sessionId !== undefined) this.#cancellable.set(keyOf(call.sessionId, call.id), call);
      setDeadline(call, call.startedAtMs, this.#options);
      watches[index]?.(() => call.abort(new FleetError('CANCELLED', 'The client closed the connection.')));
    }
  }
}

function keyOf(sessionId: string, requestId: RequestId): string {
  return `${sessionId} ${typeof requestId} ${requestId}`;
}
