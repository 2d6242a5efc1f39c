// What a backend that keeps something for each session may know of one, and how it reaches the client of it when no
// call is running.

import type { ClientFacts } from '../protocol/eras.ts';
import type { InputRequest, LogLevel } from '../protocol/mcp.ts';

export interface SessionLink {
  readonly id: string;
  readonly protocolVersion: string;
  readonly client: ClientFacts;
  /** Least severe level that the client wants. */
  readonly logLevel: LogLevel;
  /** URIs of the resources whose updates the client wants. */
  readonly subscriptions: readonly string[];
  /** Whether the client listens on a stream of this node, or may do so on another one's. */
  readonly mayListen: boolean;
  /** Sends a message on the stream that the client listens on. False when it is known not to listen. */
  tell(message: string): boolean;
  /**
   * Sends a request on that stream and awaits its result.
   * Rejects with a FleetError when the client answers with an error, does not listen, or takes too long.
   */
  ask(request: InputRequest, signal: AbortSignal): Promise<unknown>;
}
