// What a client needs of the era that it speaks with a server, and what it lends to it.

import type {
  ClientCapabilities,
  Implementation,
  InputRequest,
  JsonObject,
  LogLevel,
  ServerCapabilities,
} from '../protocol/mcp.ts';
import type { HttpConnection } from './http-connection.ts';

/** A way of speaking with a server that has been opened. */
export interface Link {
  readonly protocolVersion: string;
  readonly server: ServerFacts;
  /**
   * The result of a request, however many rounds of questions it takes.
   * @param headers sent along
   * @throws ClientError
   */
  request(method: string, params: JsonObject, options: LinkRequestOptions): Promise<JsonObject>;
  /** Lets the server know that nothing more will come. */
  close(): Promise<void>;
}

export interface LinkRequestOptions {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a server says of itself. */
export interface ServerFacts {
  readonly info: Implementation | undefined;
  readonly capabilities: ServerCapabilities;
  readonly instructions: string | undefined;
}

export interface LinkHost {
  readonly connection: HttpConnection;
  readonly info: Implementation;
  readonly capabilities: ClientCapabilities;
  /** Least severe level of log messages that the server is to send. */
  readonly logLevel: LogLevel;
  /** Answers a question of the server. */
  ask(request: InputRequest): Promise<unknown>;
  /** Gets progress and log messages. */
  notice(method: string, params: JsonObject): void;
}
