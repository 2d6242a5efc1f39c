// The way of a message that came as a line: which era it belongs to and who serves it there. There is one client, and
// at most one session with it. Source: 2026-07-28 basic/versioning, "Backward Compatibility".

import { classifyByBody, META_PROTOCOL_VERSION, missingMeta } from '../protocol/eras.ts';
import { FleetError } from '../protocol/errors.ts';
import {
  isRequestId,
  type RpcMessage,
  type RpcNotification,
  type RpcRequest,
  readMessage,
  resultText,
  salvageId,
} from '../protocol/json-rpc.ts';
import type { Backend } from '../server/backend.ts';
import type { CallHost } from '../server/call.ts';
import type { ServerRequests } from '../session/server-requests.ts';
import { INITIAL_STATE } from '../session/session-store.ts';
import { Session } from '../session/sessions.ts';
import type { LineExchange } from '../stdio/line-exchange.ts';
import { asFleetError } from './call-runner.ts';
import { LineReply } from './line-reply.ts';
import type { ModernMessages } from './modern-messages.ts';
import type { RunningCalls } from './running-calls.ts';
import type { SessionCalls } from './session-calls.ts';
import { readOpening, welcome } from './session-methods.ts';

export interface LineMessagesOptions {
  readonly backend: Backend;
  readonly modern: ModernMessages;
  readonly calls: SessionCalls;
  readonly running: RunningCalls;
  readonly serverRequests: ServerRequests;
  readonly host: CallHost;
  /** Drops the exchange of a request that its client cancelled. */
  readonly abandon: (id: string | number) => void;
  readonly now: () => number;
  /** A new random session id. */
  readonly newId: () => string;
}

export class LineMessages {
  readonly #options: LineMessagesOptions;
  #session: Session | undefined;

  constructor(options: LineMessagesOptions) {
    this.#options = options;
  }

  /** What its `initialize` opened, if the client belongs to a session era. */
  get session(): Session | undefined {
    return this.#session;
  }

  take(value: unknown, exchange: LineExchange): void {
    try {
      if (Array.isArray(value)) return this.#batch(value, exchange);
      this.#message(readMessage(value), exchange);
    } catch (error) {
      exchange.fail(asFleetError(error, this.#options.host, 'A message'), salvageId(value));
    }
  }

  #message(message: RpcMessage, exchange: LineExchange): void {
    if (message.kind === 'notification' && message.method === 'notifications/cancelled') {
      return this.#cancel(message, exchange);
    }
    const route = classifyByBody(message);
    if (route === 'open-session') return this.#open(message as RpcRequest, exchange);
    if (route === 'session') return this.#inSession(message, exchange);
    this.#options.modern.serve(message as RpcRequest | RpcNotification, exchange);
  }

  /** Of either era: a request is found by its id alone. */
  #cancel(message: RpcNotification, exchange: LineExchange): void {
    const { requestId } = message.params;
    if (isRequestId(requestId)) this.#options.abandon(requestId);
    if (this.#session !== undefined) this.#options.calls.take(message, this.#session);
    exchange.empty();
  }

  /** A client that opens a second time starts over. */
  #open(message: RpcRequest, exchange: LineExchange): void {
    const { backend, running, now, newId } = this.#options;
    const { protocolVersion, client } = readOpening(message.params);
    if (this.#session !== undefined) running.cancelSession(this.#session.facts.id);
    const facts = { id: newId(), protocolVersion, client, principalHash: '', issuedAtMs: now() };
    // Nothing of it leaves the process, so it needs no handle.
    this.#session = new Session(facts, '', INITIAL_STATE, now());
    exchange.json(200, resultText(message.id, JSON.stringify(welcome(backend, protocolVersion))));
  }

  #inSession(message: RpcMessage, exchange: LineExchange): void {
    const session = this.#session;
    if (session === undefined) return outsideSession(message, exchange);
    if (message.kind === 'request')
      return this.#options.calls.run(message, session, this.#reply(session, exchange));
    this.#options.calls.take(message, session);
    exchange.empty();
  }

  /** @throws FleetError INVALID_REQUEST */
  #batch(batch: readonly unknown[], exchange: LineExchange): void {
    const session = this.#session;
    if (session === undefined) {
      throw new FleetError(
        'INVALID_REQUEST',
        'Invalid request: batches exist only in a session of protocol version 2025-03-26.',
      );
    }
    const replyTo = ({ length }: readonly RpcRequest[]) => this.#reply(session, exchange, length);
    if (!this.#options.calls.serveBatch(batch, session, replyTo)) exchange.empty();
  }

  #reply(session: Session, exchange: LineExchange, batchSize?: number): LineReply {
    const { serverRequests } = this.#options;
    const count = batchSize ?? 1;
    return new LineReply({ exchange, session, serverRequests, count, isBatch: batchSize !== undefined });
  }
}

/** @throws FleetError INVALID_PARAMS for what belongs to no era */
function outsideSession(message: RpcMessage, exchange: LineExchange): void {
  if (message.kind !== 'request') return exchange.empty();
  // Before it has opened its session, a client of those eras may send this and nothing else.
  if (message.method === 'ping') return exchange.json(200, resultText(message.id, '{}'));
  throw missingMeta(META_PROTOCOL_VERSION, 'send it, or open a session with "initialize" first');
}
