// One SDK server and the in-process transport that it is connected to. Many calls share it: each goes in under an id
// of our own, and what comes out is handed to the call whose id it names.

import type { AsyncLocalStorage } from 'node:async_hooks';
import type { FleetError } from '../../protocol/errors.ts';
import { isObject, type RequestId } from '../../protocol/json-rpc.ts';
import type { JsonObject } from '../../protocol/mcp.ts';
import type { Reply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import { checkScopes, type ScopeChallengeResolver } from './scope-challenge.ts';
import { closedError, toFleetError, toSdkError } from './sdk-errors.ts';
import type { SdkMessage, SdkMessageExtra, SdkSendOptions, SdkServer, SdkTransport } from './sdk-shapes.ts';

/** A request that the server works on. */
export interface Waiting {
  /** The call that it serves, for as long as it runs; our own requests serve none. */
  call: Call | undefined;
  settle(result: JsonObject | undefined, error: FleetError | undefined): void;
}

/** Whoever takes what the server says on its own, and answers what it asks. */
export interface Peer {
  /** @param call the one that the notification belongs to, if that is known */
  notified(notification: SdkMessage & { readonly method: string }, call: Call | undefined): void;
  /** Resolves with the result of a request of the server. A rejection tells it why there is none. */
  ask(
    request: { readonly method: string; readonly params: JsonObject },
    call: Call | undefined,
    signal: AbortSignal,
  ): Promise<unknown>;
}

export interface ConnectionOptions {
  readonly peer: Peer;
  /** What a result of the server is to the call that it answers. */
  readonly replyTo: (call: Call, result: JsonObject) => Reply;
  /** Finds the call in whose handler a message was sent that does not say to what it belongs. */
  readonly context?: AsyncLocalStorage<Waiting> | undefined;
}

const DONE = Promise.resolve();

export class Connection implements SdkTransport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: SdkMessage, extra?: SdkMessageExtra) => void;
  sessionId?: string | undefined;
  readonly #options: ConnectionOptions;
  readonly #waiting = new Map<RequestId, Waiting>();
  /** Questions of the server that the client has not answered, by the server's id. */
  #questions: Map<RequestId, AbortController> | undefined;
  #server: SdkServer | undefined;
  #scopes: ScopeChallengeResolver | undefined;
  /** Calls whose scopes are being looked at. */
  #checking = 0;
  #lastId = 0;
  #retired = false;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Requests that the server works on, or is about to. */
  get running(): number {
    return this.#waiting.size + this.#checking;
  }

  /** The call that was begun last of those that run. */
  get latestCall(): Call | undefined {
    let latest: Call | undefined;
    for (const { call } of this.#waiting.values()) latest = call ?? latest;
    return latest;
  }

  /** Connects a server. It belongs to the connection from here on and is closed with it. */
  async connect(server: SdkServer): Promise<void> {
    this.#server = server;
    // The SDK's type of a transport is narrower than what it needs.
    await server.connect(this as never);
  }

  /**
   * Runs a call on the server.
   * Rejects with a FleetError when the server answers with an error, is closed, or the call is aborted.
   */
  run(call: Call, params: JsonObject, extra: SdkMessageExtra): Promise<Reply> {
    try {
      const checked = this.#scopes && checkScopes(call, this.#scopes, extra.authInfo);
      return checked === undefined
        ? this.#run(call, params, extra)
        : this.#runAfter(checked, call, params, extra);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #runAfter(checked: Promise<void>, ...run: Parameters<Connection['run']>): Promise<Reply> {
    this.#checking++;
    try {
      await checked;
    } finally {
      this.#checking--;
    }
    return this.#run(...run);
  }

  #run(call: Call, params: JsonObject, extra: SdkMessageExtra): Promise<Reply> {
    if (this.#closed) return Promise.reject(closedError());
    // Its client may have left while the server was being made.
    if (call.abortReason !== undefined) return Promise.reject(call.abortReason);
    return new Promise((resolve, reject) => {
      const id = this.#await(call, (result, error) => {
        if (result === undefined) return reject(error);
        try {
          resolve(this.#options.replyTo(call, result));
        } catch (thrown) {
          reject(thrown);
        }
      });
      call.onSettle(() => this.#abandon(id, call.abortReason));
      this.#deliver({ jsonrpc: '2.0', id, method: call.method, params }, extra, this.#waiting.get(id));
    });
  }

  /** Sends a request of our own. */
  request(method: string, params: JsonObject): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      const id = this.#await(undefined, (result, error) =>
        result === undefined ? reject(error) : resolve(result),
      );
      this.#deliver({ jsonrpc: '2.0', id, method, params });
    });
  }

  notify(method: string, params: JsonObject): void {
    this.#deliver({ jsonrpc: '2.0', method, params });
  }

  start(): Promise<void> {
    return DONE;
  }

  /** Called by the SDK when it is connected. */
  setScopeChallengeResolver(resolver: ScopeChallengeResolver): void {
    this.#scopes = resolver;
  }

  /** Takes a message of the server. */
  send(message: SdkMessage, options?: SdkSendOptions): Promise<void> {
    if (message.method === undefined) this.#answered(message);
    else if (message.id === undefined) this.#notified(message, message.method, options);
    else this.#asked(message.id, message.method, message.params ?? {}, options);
    return DONE;
  }

  /** Closes the server, and with it everything that it works on. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const server = this.#server;
    this.onclose?.();
    for (const controller of this.#questions?.values() ?? []) controller.abort();
    for (const id of [...this.#waiting.keys()]) this.#settle(id, undefined, closedError());
    // It has lost its transport by now; this is for servers that do more when they close.
    await server?.close();
  }

  /** Closes the server once it works on nothing any more. */
  retire(): void {
    this.#retired = true;
    if (this.running === 0) this.#closeSoon();
  }

  /** Later, because the SDK would abort a handler whose answer or cancellation it is still dealing with. */
  #closeSoon(): void {
    setImmediate(() => {
      if (this.running === 0) void this.close();
    });
  }

  #await(call: Call | undefined, settle: Waiting['settle']): number {
    const id = ++this.#lastId;
    this.#waiting.set(id, { call, settle });
    return id;
  }

  #deliver(message: SdkMessage, extra?: SdkMessageExtra, waiting?: Waiting): void {
    const { context } = this.#options;
    if (context === undefined || waiting === undefined) this.onmessage?.(message, extra);
    else context.run(waiting, () => this.onmessage?.(message, extra));
  }

  #settle(id: RequestId, result: JsonObject | undefined, error: FleetError | undefined): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    // What the handler left running may keep the context, and must not keep the call with it.
    waiting.call = undefined;
    waiting.settle(result, error);
    if (this.#retired && this.running === 0) this.#closeSoon();
  }

  #answered({ id, result, error }: SdkMessage): void {
    if (id !== undefined) this.#settle(id, result, error === undefined ? undefined : toFleetError(error));
  }

  /** Lets go of a request whose call was answered by something else. */
  #abandon(requestId: number, reason: FleetError | undefined): void {
    if (reason === undefined || !this.#waiting.has(requestId)) return;
    this.notify('notifications/cancelled', { requestId, reason: reason.message });
    // The SDK does not answer what was cancelled.
    this.#settle(requestId, undefined, reason);
  }

  #notified(message: SdkMessage, method: string, options: SdkSendOptions | undefined): void {
    const requestId = message.params?.['requestId'];
    if (method === 'notifications/cancelled') this.#questions?.get(requestId as RequestId)?.abort();
    else this.#options.peer.notified({ ...message, method }, this.#callOf(options));
  }

  #asked(id: RequestId, method: string, params: JsonObject, options: SdkSendOptions | undefined): void {
    const controller = new AbortController();
    this.#questions ??= new Map();
    this.#questions.set(id, controller);
    const done = (answer: Pick<SdkMessage, 'result' | 'error'>): void => {
      this.#questions?.delete(id);
      if (!this.#closed) this.#deliver({ jsonrpc: '2.0', id, ...answer });
    };
    this.#options.peer.ask({ method, params }, this.#callOf(options), controller.signal).then(
      (result) => done({ result: isObject(result) ? result : {} }),
      (error: unknown) => done({ error: toSdkError(error) }),
    );
  }

  #callOf(options: SdkSendOptions | undefined): Call | undefined {
    const related = options?.relatedRequestId;
    if (related !== undefined) return this.#waiting.get(related)?.call;
    return this.#options.context?.getStore()?.call;
  }
}
