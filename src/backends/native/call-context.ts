// The handler context of one call to the native server. Made for every call, so it holds three references and
// builds the rest when it is touched.

import type { RequestId } from '../../protocol/json-rpc.ts';
import { isObject, isRequestId, notificationText } from '../../protocol/json-rpc.ts';
import {
  type CreateMessageParams,
  type CreateMessageResult,
  type ElicitResult,
  type ElicitUrlParams,
  type InputRequest,
  type InputResponses,
  type JsonObject,
  type ListRootsResult,
  LOG_LEVELS,
  type LogLevel,
  type Meta,
} from '../../protocol/mcp.ts';
import type { Call } from '../../server/call.ts';
import type {
  AskOptions,
  HandlerContext,
  HttpContext,
  McpRequestContext,
} from '../../server/handler-context.ts';
import type { ElicitFormInput } from '../../server/input-required.ts';
import { Questions } from './questions.ts';
import { elicitationSchema } from './schema.ts';

export class CallContext implements HandlerContext {
  readonly #call: Call;
  #questions: Questions | undefined;
  #lastProgress = Number.NEGATIVE_INFINITY;

  constructor(call: Call) {
    this.#call = call;
  }

  /** What the run has asked so far, if it asked anything. */
  get questions(): Questions | undefined {
    return this.#questions;
  }

  get signal(): AbortSignal {
    return this.#call.signal;
  }

  get requestId(): RequestId {
    return this.#call.id;
  }

  get sessionId(): string | undefined {
    return this.#call.sessionId;
  }

  get principal(): string | undefined {
    return this.#call.principal;
  }

  get protocolVersion(): string {
    return this.#call.protocolVersion;
  }

  get client(): HandlerContext['client'] {
    const { info, capabilities } = this.#call.client;
    return info === undefined ? { capabilities } : { info, capabilities };
  }

  progress(progress: number, total?: number, message?: string): void {
    const call = this.#call;
    const meta = call.params['_meta'];
    const progressToken = isObject(meta) ? meta['progressToken'] : undefined;
    // Tokens are what request ids are: strings or integers.
    if (!isRequestId(progressToken) || !(progress > this.#lastProgress)) return;
    this.#lastProgress = progress;
    this.#send('notifications/progress', { progressToken, progress, total, message });
  }

  log(level: LogLevel, data: unknown, logger?: string): void {
    const wanted = this.#call.logLevel;
    if (wanted === undefined || LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(wanted)) return;
    this.#send('notifications/message', { level, logger, data });
  }

  elicit(params: ElicitFormInput, options?: AskOptions): Promise<ElicitResult> {
    const requestedSchema = elicitationSchema(params.requestedSchema);
    const wireParams = { mode: 'form' as const, message: params.message, requestedSchema };
    return this.#ask({ method: 'elicitation/create', params: wireParams }, options);
  }

  elicitUrl(params: Omit<ElicitUrlParams, 'mode'>, options?: AskOptions): Promise<ElicitResult> {
    return this.#ask({ method: 'elicitation/create', params: { ...params, mode: 'url' } }, options);
  }

  sample(params: CreateMessageParams, options?: AskOptions): Promise<CreateMessageResult> {
    return this.#ask({ method: 'sampling/createMessage', params }, options);
  }

  listRoots(options?: AskOptions): Promise<ListRootsResult> {
    return this.#ask({ method: 'roots/list' }, options);
  }

  get mcpReq(): McpRequestContext {
    return new McpRequestView(this, this.#call);
  }

  get http(): HttpContext {
    const call = this.#call;
    const { http } = call.channel;
    const { headers, remoteAddress, authInfo } = http;
    const facts = authInfo === undefined ? { headers, remoteAddress } : { headers, remoteAddress, authInfo };
    const closeSSE = (): void => {
      if (!call.settled) call.channel.closeStream?.();
    };
    return { ...facts, closeSSE };
  }

  /** Sends a notification that belongs to this call, unless the call is over. */
  notify(method: string, params: JsonObject | undefined): void {
    this.#send(method, params);
  }

  #send(method: string, params: JsonObject | undefined): void {
    if (this.#call.settled) return;
    this.#call.channel.send(notificationText(method, params));
  }

  #ask<T>(request: InputRequest, options: AskOptions | undefined): Promise<T> {
    this.#questions ??= new Questions(this.#call);
    const answer = this.#questions.ask(request, options?.key) as Promise<T>;
    // A handler that ends before it awaits a question must not end the process with it.
    answer.catch(() => undefined);
    return answer;
  }
}

/** Its functions are members of their own, because handlers take them out of it. */
class McpRequestView implements McpRequestContext {
  readonly #call: Call;
  readonly #ctx: CallContext;
  readonly id: RequestId;
  readonly method: string;
  declare readonly _meta?: Meta;
  declare readonly inputResponses?: InputResponses;

  constructor(ctx: CallContext, call: Call) {
    this.#ctx = ctx;
    this.#call = call;
    this.id = call.id;
    this.method = call.method;
    const meta = call.params['_meta'];
    if (isObject(meta)) this._meta = meta;
    const { inputResponses } = call;
    if (inputResponses !== undefined) this.inputResponses = inputResponses;
  }

  // A getter in an object literal would make a hidden class for each call.
  get signal(): AbortSignal {
    return this.#call.signal;
  }

  readonly requestState = <T>() => this.#call.resumption?.state as T | undefined;
  readonly log: McpRequestContext['log'] = async (level, data, logger) => this.#ctx.log(level, data, logger);
  readonly notify: McpRequestContext['notify'] = async ({ method, params }) =>
    this.#ctx.notify(method, params);
  readonly elicitInput: McpRequestContext['elicitInput'] = (params) =>
    params.mode === 'url' ? this.#ctx.elicitUrl(params) : this.#ctx.elicit(params as ElicitFormInput);
  readonly requestSampling: McpRequestContext['requestSampling'] = (params) => this.#ctx.sample(params);
}
