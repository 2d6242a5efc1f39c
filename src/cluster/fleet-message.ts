// What nodes tell each other. Each message says what happened or what is asked, never how to do it, so that a node of
// the next version may answer it in its own way; one that it does not know it leaves alone.

/** JSON-RPC ids, as in the wire layer. */
type Id = string | number;

export type FleetMessage =
  /** A client's answer to a question of the node that this is sent to. Reply: whether somebody waited for it. */
  | { readonly kind: 'answer'; readonly sessionId: string; readonly response: object }
  /** A client cancelled a request that may run anywhere. */
  | { readonly kind: 'cancel'; readonly sessionId: string; readonly requestId: Id }
  /** A client ended its session. Reply: that nothing of it is left. */
  | { readonly kind: 'session-ended'; readonly sessionId: string; readonly handle: string }
  /** The state of a session is another one now. */
  | { readonly kind: 'session-changed'; readonly sessionId: string; readonly handle: string }
  /** What clients may have asked to be told of. */
  | { readonly kind: 'change'; readonly change: FleetChange }
  /** For the client of a session, wherever it listens. */
  | { readonly kind: 'tell'; readonly sessionId: string; readonly message: string }
  /** A client of a stream has come back to the node that asks. Reply: whether the stream is alive. */
  | { readonly kind: 'follow'; readonly sessionId: string; readonly streamId: string }
  /** To the node that follows a stream: there is more in its log, its client is somewhere else again, or it is given up. */
  | { readonly kind: 'stream'; readonly streamId: string; readonly what: 'more' | 'released' | 'gone' }
  /** Nodes have come or gone. */
  | { readonly kind: 'directory' };

export type FleetChange =
  | { readonly topic: 'tools' | 'prompts' | 'resources' }
  | { readonly topic: 'resource'; readonly uri: string };

/** A message on its way. */
export interface Envelope {
  readonly from: string;
  /** Set when the sender waits for a reply. */
  readonly ask?: string;
  readonly message: FleetMessage;
}

/** The answer to an envelope with `ask`. */
export interface ReplyEnvelope {
  readonly from: string;
  readonly re: string;
  readonly reply: unknown;
}

/** Undefined for what no version of a node would send. */
export function readEnvelope(text: string): Envelope | ReplyEnvelope | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { from, ask, re, message } = value as Record<string, unknown>;
  if (typeof from !== 'string') return undefined;
  if (typeof re === 'string') return value as ReplyEnvelope;
  if (ask !== undefined && typeof ask !== 'string') return undefined;
  if (typeof message !== 'object' || message === null) return undefined;
  return typeof (message as Record<string, unknown>)['kind'] === 'string' ? (value as Envelope) : undefined;
}
