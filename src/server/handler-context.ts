// What a tool, resource or prompt handler gets beside its arguments. `ctx.mcpReq`, `ctx.http` and `ctx.sessionId`
// have the official SDK's names, so that its handlers move over unchanged; the rest are short cuts.

import type { RequestId } from '../protocol/json-rpc.ts';
import type {
  ClientCapabilities,
  CreateMessageParams,
  CreateMessageResult,
  ElicitParams,
  ElicitResult,
  ElicitUrlParams,
  Implementation,
  InputResponses,
  JsonObject,
  ListRootsResult,
  LogLevel,
  Meta,
} from '../protocol/mcp.ts';
import type { HttpFacts } from './call.ts';
import type { ElicitFormInput } from './input-required.ts';

/** Options of one question. */
export interface AskOptions {
  /**
   * Names the question, so that its answer is found again when the handler is run again. Needed only when the
   * questions that come before it differ from run to run.
   * @defaultValue the position of the question in the run
   */
  key?: string;
}

/**
 * In 2026-07-28 a question that has no answer yet ends the run: the promise rejects, the client is asked, and the
 * handler runs again from its start with the answer. What comes before a question must therefore be safe to repeat.
 * In the session eras the question goes out on the stream and the promise waits. A deadline stands still meanwhile.
 */
export interface HandlerContext {
  /** Aborted when the request is cancelled, its client leaves, or its deadline passes. */
  readonly signal: AbortSignal;
  readonly requestId: RequestId;
  /** In the session eras. */
  readonly sessionId: string | undefined;
  /** Who asks, when authentication is on. */
  readonly principal: string | undefined;
  readonly protocolVersion: string;
  readonly client: { readonly info?: Implementation; readonly capabilities: ClientCapabilities };

  /**
   * Tells the client how far the work is. Does nothing when the client did not ask for progress, and when
   * `progress` is not larger than the last one.
   */
  progress(progress: number, total?: number, message?: string): void;
  /** Sends a log message to the client, if it wants messages of this level. `data` is any JSON value. */
  log(level: LogLevel, data: unknown, logger?: string): void;
  /**
   * Asks the user to fill in a form.
   * @throws FleetError MISSING_CLIENT_CAPABILITY when the client cannot show forms.
   */
  elicit(params: ElicitFormInput, options?: AskOptions): Promise<ElicitResult>;
  /** Asks the user to visit a page. */
  elicitUrl(params: Omit<ElicitUrlParams, 'mode'>, options?: AskOptions): Promise<ElicitResult>;
  /** Asks the client's language model. */
  sample(params: CreateMessageParams, options?: AskOptions): Promise<CreateMessageResult>;
  /** Asks for the client's root folders. */
  listRoots(options?: AskOptions): Promise<ListRootsResult>;

  /** The official SDK's view of the request. */
  readonly mcpReq: McpRequestContext;
  readonly http: HttpContext;
}

export interface McpRequestContext {
  readonly id: RequestId;
  readonly method: string;
  readonly _meta?: Meta;
  readonly signal: AbortSignal;
  /** Answers that came with this request to the questions of an `inputRequired(...)` result. Untrusted. */
  readonly inputResponses?: InputResponses;
  /** The state that `inputRequired({ requestState })` was given in the last round. */
  requestState<T = string>(): T | undefined;
  log(level: LogLevel, data: unknown, logger?: string): Promise<void>;
  notify(notification: { method: string; params?: JsonObject }): Promise<void>;
  elicitInput(params: ElicitParams | ElicitFormInput): Promise<ElicitResult>;
  requestSampling(params: CreateMessageParams): Promise<CreateMessageResult>;
}

export interface HttpContext extends HttpFacts {
  /**
   * Closes the connection of a resumable stream: the client comes back after a moment and gets the rest. Does
   * nothing where streams cannot be resumed.
   */
  closeSSE(): void;
}
