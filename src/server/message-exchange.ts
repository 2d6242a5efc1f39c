// One message of a client and the ways to answer it, whatever carried it here: an HTTP request, or a line on a pipe.

import type { FleetError } from '../protocol/errors.ts';
import type { WireHeaders } from '../protocol/headers.ts';
import type { RequestId } from '../protocol/json-rpc.ts';
import type { HttpFacts } from './call.ts';
import type { Principal } from './principal.ts';

/** A way to send several messages to a client, one after the other. */
export interface MessageStream {
  /** Sends one JSON-RPC message. */
  send(message: string): void;
  /** Ends the stream, with a last message that must not be lost. */
  end(last?: string): void;
  /** Calls back once when the client is gone or no longer wants what comes. */
  onClose(callback: () => void): void;
}

export interface MessageExchange extends HttpFacts {
  /** The headers that mirror the message; undefined where messages have none. */
  readonly wire: WireHeaders | undefined;
  readonly principal: Principal | undefined;
  /** Nobody waits for an answer any more, or it has been given. */
  readonly closed: boolean;
  /** Calls back when the client stops waiting before it has its answer. */
  onDisconnect(callback: () => void): void;
  /** Answers with a JSON text. `status` is that of HTTP, for where there is one. */
  json(status: number, body: string): void;
  /** Answers that nothing is to be said. */
  empty(status: number): void;
  fail(error: FleetError, id?: RequestId, status?: number): void;
  /** @throws FleetError OVERLOADED when no further client that listens can be taken */
  requireStreamRoom(): void;
  /** From here on the answer is a stream. */
  openStream(): MessageStream;
  /** The same, for a client that listens until it leaves. */
  openListeningStream(): MessageStream;
}
