// One request on its way through the node: who asks for what, by when, and how to reach the client meanwhile.
// Made once per request and passed by reference through every layer; what most calls never use is made lazily.

import type { ClientFacts, Era } from '../protocol/eras.ts';
import type { FleetError } from '../protocol/errors.ts';
import type { RequestId } from '../protocol/json-rpc.ts';
import type { InputRequest, InputResponses, JsonObject, LogLevel } from '../protocol/mcp.ts';
import type { AuthInfo } from './principal.ts';
import type { SessionLink } from './session-link.ts';

/** What the handler of a call may know of the HTTP request that carried it. */
export interface HttpFacts {
  /** Lower-case names; repeated headers are joined by a comma. Those that carry credentials are left out. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly remoteAddress: string | undefined;
  /** What authentication found out; without it there is none. */
  readonly authInfo?: AuthInfo | undefined;
}

/** The way back to the client while a call runs. */
export interface CallChannel {
  /** Sends one JSON-RPC message ahead of the answer. The first one turns the answer into a stream. */
  send(message: string): void;
  /**
   * Sends a request to the client and awaits its result; only where the era can.
   * Rejects with a FleetError when the client answers with an error, goes away or takes too long.
   */
  ask: ((request: InputRequest, signal: AbortSignal) => Promise<unknown>) | undefined;
  /** Closes the connection but not the stream, so that the client comes back for the rest; only where it can. */
  closeStream: (() => void) | undefined;
  readonly http: HttpFacts;
}

/** What a call may use of the node that runs it. */
export interface CallHost {
  /** Whether the messages of unexpected errors may reach clients: for development only. */
  readonly exposeErrors: boolean;
  /** Logs an unexpected error and returns the reference under which it is found. `what` failed. */
  report(error: unknown, what: string): string;
  /** The refusal of a call that needs all of `scopes`, with what tells its client how to get them. */
  insufficientScope?(scopes: readonly string[], http: HttpFacts): FleetError | undefined;
}

/** What an earlier round of the same call left behind. */
export interface Resumption {
  /** Answers to the questions of earlier rounds. */
  readonly answers: InputResponses;
  /** The author's own state. */
  readonly state: string | undefined;
}

export interface CallInit {
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject;
  readonly era: Era;
  readonly protocolVersion: string;
  readonly client: ClientFacts;
  readonly channel: CallChannel;
  readonly host: CallHost;
  readonly sessionId?: string | undefined;
  /** For backends that keep something for each session. */
  readonly session?: SessionLink | undefined;
  readonly principal?: string | undefined;
  /** Least severe level that the client wants; undefined: no log messages at all. */
  readonly logLevel?: LogLevel | undefined;
  /** `Mcp-Param-*` headers by lower-case name. */
  readonly paramHeaders?: ReadonlyMap<string, string> | undefined;
  /** Milliseconds, by a clock that never goes back. */
  readonly startedAtMs: number;
  /** Milliseconds the call may take; 0: no limit. @defaultValue 0, until the node's protections say */
  readonly timeoutMs?: number;
}

/** What a call ends with: the JSON of its result, or an error; CANCELLED when nobody waits for either. */
export type Outcome = { readonly json: string } | { readonly error: FleetError };

/** Stops and restarts the clock of a call while a person is being asked. */
export interface CallClock {
  pause(): void;
  resume(): void;
}

/** Follows the handler of one call; see `Watcher` of the protections. */
export interface CallWatcher {
  next: CallWatcher | undefined;
  replied(reply: unknown): void;
  failed(error: unknown): void;
  settled(): void;
}

/** Whoever runs calls. */
export interface CallDriver {
  /** The answer that it awaits is here. */
  replied(reply: unknown, call: Call): void;
  failed(error: unknown, call: Call): void;
  /** Told once, when the call is aborted before it was answered. */
  aborted(reason: FleetError, call: Call): void;
}

/** Gives back what a call holds while a person is being asked, and takes it again afterwards. */
export interface CallHolding {
  release(): void;
  reclaim(): void;
}

export class Call {
  readonly id: RequestId;
  readonly method: string;
  readonly params: JsonObject;
  readonly era: Era;
  readonly protocolVersion: string;
  readonly client: ClientFacts;
  readonly channel: CallChannel;
  readonly host: CallHost;
  readonly sessionId: string | undefined;
  readonly session: SessionLink | undefined;
  readonly principal: string | undefined;
  readonly logLevel: LogLevel | undefined;
  readonly paramHeaders: ReadonlyMap<string, string> | undefined;
  /** Name of the tool that is called; undefined for what is no tool call. As the client wrote it. */
  readonly target: string | undefined;
  readonly startedAtMs: number;
  /** When it was last let on: as it started, or later when a layer held it back. */
  enteredAtMs: number;
  /** From `startedAtMs`; 0: no deadline. Set before the call enters the layers. */
  timeoutMs: number;
  /** Set when the call carries the state of an earlier round. */
  resumption: Resumption | undefined;
  clock: CallClock | undefined;
  /** What layers let the call hold. */
  holding: CallHolding | undefined = undefined;
  /** The client was asked something: how long the call took says little of what it calls. */
  asked = false;
  /** Where the runner keeps the call until it is known to last. */
  place = -1;
  /** The answer has been sent, or nobody waits for it any more. */
  settled = false;
  /** Where the outcome goes; called once. */
  answer: ((outcome: Outcome) => void) | undefined;
  driver: CallDriver | undefined;
  #pauses = 0;
  /** What the driver waits for, and what the watchers do: mostly the same. */
  #awaited: Promise<unknown> | undefined;
  #watched: Promise<unknown> | undefined;
  #firstWatcher: CallWatcher | undefined;
  #lastWatcher: CallWatcher | undefined;
  #onSettle: (() => void)[] | undefined;
  #controller: AbortController | undefined;
  #reason: FleetError | undefined;

  constructor(init: CallInit) {
    this.id = init.id;
    this.method = init.method;
    this.params = init.params;
    this.era = init.era;
    this.protocolVersion = init.protocolVersion;
    this.client = init.client;
    this.channel = init.channel;
    this.host = init.host;
    this.sessionId = init.sessionId;
    this.session = init.session;
    this.principal = init.principal;
    this.logLevel = init.logLevel;
    this.paramHeaders = init.paramHeaders;
    this.startedAtMs = init.startedAtMs;
    this.enteredAtMs = init.startedAtMs;
    this.timeoutMs = init.timeoutMs ?? 0;
    const name = init.method === 'tools/call' ? init.params['name'] : undefined;
    this.target = typeof name === 'string' ? name : undefined;
  }

  /** Aborted when the call is cancelled, its client leaves, or its deadline passes. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Why the call was aborted, if it was. */
  get abortReason(): FleetError | undefined {
    return this.#reason;
  }

  /** Ends the call early. Later calls, and calls after the answer, do nothing. */
  abort(reason: FleetError): void {
    if (this.settled || this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.driver?.aborted(reason, this);
  }

  /** A person is being asked; the deadline stands still until as many `resumeClock` have followed. */
  pauseClock(): void {
    if (this.#pauses++ > 0) return;
    this.asked = true;
    this.clock?.pause();
    this.holding?.release();
  }

  resumeClock(): void {
    if (--this.#pauses > 0) return;
    this.holding?.reclaim();
    if (!this.settled) this.clock?.resume();
  }

  get paused(): boolean {
    return this.#pauses > 0;
  }

  /** Marks the call as answered; afterwards nothing more may be sent for it. */
  settle(): void {
    if (this.settled) return;
    this.settled = true;
    this.clock?.pause();
    for (let watcher = this.#firstWatcher; watcher !== undefined; watcher = watcher.next) watcher.settled();
    if (this.#onSettle === undefined) return;
    for (const callback of this.#onSettle) callback();
    this.#onSettle = undefined;
  }

  /** Lets the driver know when the answer is here. One `then` serves it and all who watch the same promise. */
  awaitAnswer(answer: Promise<unknown>): void {
    this.#awaited = answer;
    if (answer !== this.#watched) this.#follow(answer);
  }

  /** Tells the watcher how the handler ends, before the driver; and if the call is settled without it. */
  watch(answer: Promise<unknown>, watcher: CallWatcher): void {
    if (answer !== this.#watched) {
      this.#watched = answer;
      this.#firstWatcher = undefined;
      this.#follow(answer);
    }
    if (this.#firstWatcher === undefined) this.#firstWatcher = watcher;
    else (this.#lastWatcher as CallWatcher).next = watcher;
    this.#lastWatcher = watcher;
    if (this.settled) watcher.settled();
  }

  #follow(answer: Promise<unknown>): void {
    answer.then(
      (reply) => {
        for (let watcher = this.#release(answer); watcher !== undefined; watcher = watcher.next) {
          watcher.replied(reply);
        }
        if (answer === this.#awaited) this.driver?.replied(reply, this);
      },
      (error) => {
        for (let watcher = this.#release(answer); watcher !== undefined; watcher = watcher.next) {
          watcher.failed(error);
        }
        if (answer === this.#awaited) this.driver?.failed(error, this);
      },
    );
  }

  /** The first of those who watch this answer, who are none any more. */
  #release(answer: Promise<unknown>): CallWatcher | undefined {
    if (answer !== this.#watched) return undefined;
    const first = this.#firstWatcher;
    this.#firstWatcher = undefined;
    return first;
  }

  /** Calls back once, when the call is settled; at once when it is. */
  onSettle(callback: () => void): void {
    if (this.settled) callback();
    else if (this.#onSettle === undefined) this.#onSettle = [callback];
    else this.#onSettle.push(callback);
  }

  /** A new signal that is aborted when the call is settled, answered or not: for what nobody wants after that. */
  untilSettled(): AbortSignal {
    const controller = new AbortController();
    this.onSettle(() => controller.abort(this.#reason));
    return controller.signal;
  }

  /** Network address of the client. */
  get address(): string | undefined {
    return this.channel.http.remoteAddress;
  }

  /** Answers that came with this very request, untrusted. */
  get inputResponses(): InputResponses | undefined {
    const responses = this.params['inputResponses'];
    return typeof responses === 'object' && responses !== null && !Array.isArray(responses)
      ? (responses as InputResponses)
      : undefined;
  }
}
