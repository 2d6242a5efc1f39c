// The shape of a protection: a unit that wraps what comes after it. It passes a call on, delays it, or refuses it with
// a FleetError; it knows nothing of the layers around it and can be tested alone.

import type { FleetError } from '../protocol/errors.ts';

export type Handler<C, R> = (call: C) => R | Promise<R>;
export type Layer<C, R> = (inner: Handler<C, R>) => Handler<C, R>;

/** What protections need to know of a call. */
export interface Work {
  readonly method: string;
  /** Name of the tool that is called; undefined for what is no tool call. As the client wrote it. */
  readonly target: string | undefined;
  readonly principal: string | undefined;
  /** Network address of the client. */
  readonly address: string | undefined;
  /** Milliseconds the call may take from `startedAtMs`; 0: no deadline. */
  readonly timeoutMs: number;
  readonly startedAtMs: number;
  /** When it was last let on: as it started, or later when a layer held it back. */
  enteredAtMs: number;
  /** The call was answered, cancelled or given up. */
  readonly settled: boolean;
  readonly abortReason: FleetError | undefined;
  /** Its client is being asked at this moment. */
  readonly paused: boolean;
  /** Set by whoever lets the call hold something. */
  holding: Holding | undefined;
  /** Lets a layer follow the handler whose answer is to come, in place of a `then` of its own for each. */
  watch(answer: Promise<unknown>, watcher: Watcher): void;
  /** Calls back once, when the call is settled; at once when it is. */
  onSettle(callback: () => void): void;
}

/** What a layer wants to be told of one call. */
export interface Watcher {
  /** Who watches the same handler; to be left alone by everybody but the call. */
  next: Watcher | undefined;
  /** The handler has ended, with a reply. */
  replied(reply: unknown): void;
  /** The handler has ended, with an error. */
  failed(error: unknown): void;
  /** The call is settled, and its handler has not ended. */
  settled(): void;
}

/** Gives back what a call holds while its client is being asked, and takes it again afterwards. */
export interface Holding {
  release(): void;
  reclaim(): void;
}

/** Methods that run an author's code. The others (lists, ping, discovery) are cheap, and clients need them to go on. */
export const WORK_METHODS: ReadonlySet<string> = new Set([
  'tools/call',
  'prompts/get',
  'resources/read',
  'completion/complete',
]);
