// The messages inside a session, whatever carries them: requests are run, answers go to the question that waits for
// them, cancellations to their call.

import { FleetError } from '../protocol/errors.ts';
import {
  isRequestId,
  type RequestId,
  type RpcMessage,
  type RpcNotification,
  type RpcRequest,
  readMessage,
} from '../protocol/json-rpc.ts';
import type { Backend } from '../server/backend.ts';
import { Call, type CallChannel, type CallHost, type Outcome } from '../server/call.ts';
import type { MessageExchange } from '../server/message-exchange.ts';
import type { SessionLink } from '../server/session-link.ts';
import type { ServerRequests } from '../session/server-requests.ts';
import type { Session, Sessions } from '../session/sessions.ts';
import { asFleetError, type CallRunner } from './call-runner.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { RunningCalls } from './running-calls.ts';
import { answerForSession } from './session-methods.ts';

export interface SessionCallsOptions {
  readonly backend: Pick<Backend, 'sessions'>;
  /** A session as a backend sees it that keeps something for each. */
  readonly linkTo: (session: Session) => SessionLink;
  readonly runner: CallRunner;
  readonly running: RunningCalls;
  readonly sessions: Pick<Sessions, 'update'>;
  readonly serverRequests: ServerRequests;
  /** What does not belong to this node goes there. */
  readonly elsewhere: Pick<Elsewhere, 'answer' | 'cancel'>;
  readonly host: CallHost;
  /** Milliseconds, by a clock that never goes back. */
  readonly now: () => number;
}

/** Takes the answers to the requests of one message: one, or those of a batch. */
export interface SessionReply extends CallChannel {
  readonly http: MessageExchange;
  answer(id: RequestId, outcome: Outcome): void;
  /** There will be no answer to one of them. */
  skip(): void;
}

/** Messages in one batch. */
const MAX_BATCH = 100;

export class SessionCalls {
  readonly #options: SessionCallsOptions;

  constructor(options: SessionCallsOptions) {
    this.#options = options;
  }

  run(message: RpcRequest, session: Session, reply: SessionReply): void {
    const { sessions, backend, runner, host } = this.#options;
    const first = backend.sessions && (() => this.#accepted(this.#callOf(message, session, reply)));
    const own = answerForSession(message, session, sessions, first);
    if (own !== undefined) {
      own.then(
        (json) => reply.answer(message.id, { json }),
        (error) => reply.answer(message.id, { error: asFleetError(error, host, message.method) }),
      );
      return;
    }
    const call = this.#callOf(message, session, reply);
    runner.run(call, (outcome) => {
      // The spec forbids to answer a request that its client cancelled.
      if (call.abortReason?.code === 'CANCELLED') reply.skip();
      else reply.answer(message.id, outcome);
    });
  }

  #callOf(message: RpcRequest, session: Session, reply: SessionReply): Call {
    const { facts, state } = session;
    const { backend, linkTo, host, now } = this.#options;
    return new Call({
      id: message.id,
      method: message.method,
      params: message.params,
      era: 'session',
      protocolVersion: facts.protocolVersion,
      client: facts.client,
      channel: reply,
      sessionId: facts.id,
      session: backend.sessions && linkTo(session),
      principal: reply.http.principal?.id,
      host,
      logLevel: state.logLevel,
      startedAtMs: now(),
    });
  }

  /** Rejects when the backend refuses what a client wants for its session. */
  #accepted(call: Call): Promise<void> {
    return new Promise((resolve, reject) =>
      this.#options.runner.run(call, (outcome) => ('error' in outcome ? reject(outcome.error) : resolve())),
    );
  }

  /**
   * Serves an array of messages. False when none of them wants an answer.
   * @param replyTo takes the answers to the requests, of which there is at least one
   * @param authorize throws when a request is not allowed; then nothing of the batch is run
   * @throws FleetError INVALID_REQUEST when the session's version has no batches
   */
  serveBatch(
    batch: readonly unknown[],
    session: Session,
    replyTo: (requests: readonly RpcRequest[]) => SessionReply,
    authorize: (request: RpcRequest) => void = () => {},
  ): boolean {
    if (session.facts.protocolVersion !== '2025-03-26') {
      throw new FleetError(
        'INVALID_REQUEST',
        'Invalid request: batches exist only in protocol version 2025-03-26.',
      );
    }
    if (batch.length === 0 || batch.length > MAX_BATCH) {
      throw new FleetError('INVALID_REQUEST', `Invalid request: a batch has 1 to ${MAX_BATCH} messages.`);
    }
    const messages = batch.map(readMessage);
    const requests = messages.filter((message) => message.kind === 'request');
    if (requests.some(({ method }) => method === 'initialize')) {
      throw new FleetError('INVALID_REQUEST', 'Invalid request: "initialize" must not be part of a batch.');
    }
    for (const request of requests) authorize(request);
    for (const message of messages) if (message.kind !== 'request') this.take(message, session);
    if (requests.length === 0) return false;
    const reply = replyTo(requests);
    for (const request of requests) this.run(request, session, reply);
    return true;
  }

  /** Takes a message that wants no answer. */
  take(message: Exclude<RpcMessage, RpcRequest>, session: Session): void {
    const { serverRequests, elsewhere } = this.#options;
    if (message.kind === 'response') {
      if (!serverRequests.answer(session.facts.id, message)) elsewhere.answer(session, message);
    } else if (message.method === 'notifications/cancelled') {
      this.#cancel(message, session);
    } else if (message.method !== 'notifications/initialized') {
      // A backend learns that a session is open when it has something to do for it.
      this.#options.backend.sessions?.notified(session.facts.id, message);
    }
  }

  #cancel(message: RpcNotification, session: Session): void {
    const { requestId } = message.params;
    if (!isRequestId(requestId)) return;
    const { running, elsewhere } = this.#options;
    if (!running.cancel(session.facts.id, requestId)) elsewhere.cancel(session, requestId);
  }
}
