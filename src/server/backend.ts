// The seam between the fleet and what answers: the native server, an official-SDK server, a remote one.
// Everything above it (sessions, streams, limits, placement) works alike for all of them.

import type { Era } from '../protocol/eras.ts';
import type { RpcNotification } from '../protocol/json-rpc.ts';
import type { Implementation, InputRequest, InputResponses, ServerCapabilities } from '../protocol/mcp.ts';
import type { Call } from './call.ts';
import type { ToolScale } from './tool-scale.ts';

/** What a backend answers to a call. */
export type Reply =
  /** The whole result as JSON, complete for the call's era. */
  | { readonly kind: 'json'; readonly json: string }
  /** A result that still lacks what the era adds to every result. */
  | {
      readonly kind: 'result';
      readonly result: object;
      /** What an `isError` result tells is the tool's own fault: its handler broke. */
      readonly failed?: boolean;
    }
  | InputRequiredReply;

/** The call cannot go on before the client has answered. */
export interface InputRequiredReply {
  readonly kind: 'input-required';
  readonly requests: Readonly<Record<string, InputRequest>>;
  /** The author's own state, to be handed back with the answers. */
  readonly state: string | undefined;
  /** Answers of earlier rounds that the next one needs again. */
  readonly answers: InputResponses;
}

/** Something that clients may have asked to be told of. */
export type Change = (
  | { readonly topic: 'tools' | 'prompts' | 'resources' }
  | { readonly topic: 'resource'; readonly uri: string }
) & {
  /** Whether the client of that session hears of it by another way. */
  readonly isToldOtherwise?: (sessionId: string) => boolean;
};

export interface Backend {
  readonly info: Implementation;
  readonly instructions: string | undefined;
  /** What the server can do at this moment, for clients of that era. */
  capabilities(era: Era): ServerCapabilities;
  /** Freshness of `server/discover` results. */
  readonly discoverCache: { readonly ttlMs: number; readonly cacheScope: 'public' | 'private' };
  /**
   * Answers one of the feature methods (tools, resources, prompts, completion). May answer at once or later.
   * @throws FleetError METHOD_NOT_FOUND when there is no such method here; others as documented by the method.
   */
  dispatch(call: Call): Reply | Promise<Reply>;
  /** Names of the tools there are at this moment. */
  toolNames(): readonly string[];
  /** How the author of that tool wants its calls treated; undefined when there is no such tool. Asked often. */
  scaleOf(tool: string): ToolScale | undefined;
  /** Whether a call of that tool may be run twice: its author said that it only reads, or that it is idempotent. */
  isRepeatable(tool: string): boolean;
  /** Gets ready to answer; awaited before the node takes requests. May be called again after `close`. */
  open?(): Promise<void>;
  /** Lets go of everything; called when the node has stopped. */
  close?(): Promise<void>;
  /**
   * Set by a backend that keeps something for each session. Such a one also answers `logging/setLevel`,
   * `resources/subscribe` and `resources/unsubscribe` in `dispatch`; what it refuses is not done.
   */
  readonly sessions?: SessionListener;
  /** Calls `listener` for each change until the returned function is called. */
  onChange(listener: (change: Change) => void): () => void;
}

/** What is told to a backend that keeps something for each session. */
export interface SessionListener {
  /** The client sent a notification that concerns no call. */
  notified(sessionId: string, notification: RpcNotification): void;
  /** The session is over. */
  ended(sessionId: string): void;
}
