// Serves the messages of the session eras (2025-03-26 to 2025-11-25): opening and ending a session, what belongs to
// the session itself, and calls. Leaving does not cancel here: clients come back for what they missed.

import { LRUCache } from 'lru-cache';
import type { Exchange } from '../http/exchange.ts';
import {
  checkSessionVersionHeader,
  isImplementation,
  MODERN_VERSION,
  negotiateSessionVersion,
} from '../protocol/eras.ts';
import { FleetError } from '../protocol/errors.ts';
import {
  isObject,
  isRequestId,
  type RpcMessage,
  type RpcNotification,
  type RpcRequest,
  readMessage,
  resultText,
} from '../protocol/json-rpc.ts';
import type { ClientCapabilities } from '../protocol/mcp.ts';
import type { Backend } from '../server/backend.ts';
import { Call, type CallHost } from '../server/call.ts';
import { hashPrincipal } from '../session/handle.ts';
import type { ServerRequests } from '../session/server-requests.ts';
import type { Session, Sessions } from '../session/sessions.ts';
import type { SessionStreams } from '../session/streams.ts';
import { asFleetError, type CallRunner } from './call-runner.ts';
import type { RunningCalls } from './running-calls.ts';
import { SessionAnswer } from './session-answer.ts';
import { answerForSession } from './session-methods.ts';

export interface SessionMessagesOptions {
  readonly backend: Backend;
  readonly runner: CallRunner;
  readonly running: RunningCalls;
  readonly sessions: Sessions;
  readonly streams: SessionStreams;
  readonly serverRequests: ServerRequests;
  readonly host: CallHost;
  /** Milliseconds, by a clock that never goes back. */
  readonly now: () => number;
}

/** Messages in one batch. */
const MAX_BATCH = 100;

export class SessionMessages {
  readonly #options: SessionMessagesOptions;
  /** By principal: hashing it again for every request would cost more than finding the session. */
  readonly #principalHashes = new LRUCache<string, string>({ max: 10_000 });

  constructor(options: SessionMessagesOptions) {
    this.#options = options;
  }

  /** Answers `initialize` with a new session. */
  open(message: RpcRequest, exchange: Exchange): void | Promise<void> {
    const { protocolVersion: requested, capabilities, clientInfo } = message.params;
    if (typeof requested !== 'string') throw badInitialize('"protocolVersion" must be a string');
    if (!isObject(capabilities)) throw badInitialize('"capabilities" must be an object');
    if (!isImplementation(clientInfo)) throw badInitialize('"clientInfo" must have a name and a version');
    const protocolVersion = negotiateSessionVersion(requested);
    const client = { info: clientInfo, capabilities: capabilities as ClientCapabilities };
    const opened = this.#options.sessions.open(protocolVersion, client, this.#principalHash(exchange));
    if (opened instanceof Promise) return opened.then((session) => this.#welcome(message, session, exchange));
    this.#welcome(message, opened, exchange);
  }

  #welcome({ id }: RpcRequest, { facts, handle }: Session, exchange: Exchange): void {
    const { backend } = this.#options;
    const result = {
      protocolVersion: facts.protocolVersion,
      capabilities: backend.capabilities(),
      serverInfo: backend.info,
      instructions: backend.instructions,
    };
    exchange.json(200, resultText(id, JSON.stringify(result)), { 'Mcp-Session-Id': handle });
  }

  /**
   * The session that a request belongs to.
   * @throws FleetError SESSION_REQUIRED, SESSION_NOT_FOUND, UNSUPPORTED_PROTOCOL_VERSION, INVALID_REQUEST
   */
  find(exchange: Exchange): Session | Promise<Session> {
    const { sessionId, protocolVersion } = exchange.wire;
    if (protocolVersion === MODERN_VERSION) {
      throw new FleetError(
        'INVALID_REQUEST',
        `Invalid request: ${MODERN_VERSION} has only requests and notifications, each in a POST of its own.`,
      );
    }
    checkSessionVersionHeader(protocolVersion);
    if (sessionId === undefined) {
      throw new FleetError(
        'SESSION_REQUIRED',
        'The header Mcp-Session-Id is missing; open a session with "initialize", or send the _meta of 2026-07-28.',
      );
    }
    return this.#options.sessions.find(sessionId, this.#principalHash(exchange));
  }

  #principalHash({ principal }: Exchange): string {
    if (principal === undefined) return '';
    const known = this.#principalHashes.get(principal.id);
    if (known !== undefined) return known;
    const hash = hashPrincipal(principal.id);
    this.#principalHashes.set(principal.id, hash);
    return hash;
  }

  /** Serves one message. */
  serve(message: RpcMessage, session: Session, exchange: Exchange): void {
    if (message.kind !== 'request') {
      this.#take(message, session);
      return exchange.empty(202);
    }
    const answer = this.#answerTo([message], session, exchange, false);
    this.#run(message, session, answer);
  }

  /**
   * Serves an array of messages.
   * @param authorize throws when one of the requests is not allowed; then none of them is run
   * @throws FleetError INVALID_REQUEST when the session's version has no batches
   */
  serveBatch(
    batch: readonly unknown[],
    session: Session,
    exchange: Exchange,
    authorize: (request: RpcRequest) => void,
  ): void {
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
    for (const message of messages) if (message.kind !== 'request') this.#take(message, session);
    if (requests.length === 0) return exchange.empty(202);
    const answer = this.#answerTo(requests, session, exchange, true);
    for (const request of requests) this.#run(request, session, answer);
  }

  #answerTo(
    requests: readonly RpcRequest[],
    session: Session,
    exchange: Exchange,
    isBatch: boolean,
  ): SessionAnswer {
    const { streams, serverRequests } = this.#options;
    const [first] = requests as readonly [RpcRequest];
    const count = requests.length;
    return new SessionAnswer({
      exchange,
      session,
      streams,
      serverRequests,
      count,
      isBatch,
      requestId: first.id,
    });
  }

  #run(message: RpcRequest, session: Session, answer: SessionAnswer): void {
    const { sessions, runner, host, now } = this.#options;
    const own = answerForSession(message, session, sessions);
    if (own !== undefined) {
      own.then(
        (json) => answer.answer(message.id, { json }),
        (error) => answer.answer(message.id, { error: asFleetError(error, host, message.method) }),
      );
      return;
    }
    const { facts, state } = session;
    const call = new Call({
      id: message.id,
      method: message.method,
      params: message.params,
      era: 'session',
      protocolVersion: facts.protocolVersion,
      client: facts.client,
      channel: answer,
      sessionId: facts.id,
      principal: answer.http.principal?.id,
      host,
      logLevel: state.logLevel,
      startedAtMs: now(),
    });
    runner.run(call, (outcome) => {
      // The spec forbids to answer a request that its client cancelled.
      if (call.abortReason?.code === 'CANCELLED') answer.skip();
      else answer.answer(message.id, outcome);
    });
  }

  #take(message: Exclude<RpcMessage, RpcRequest>, session: Session): void {
    const sessionId = session.facts.id;
    if (message.kind === 'response') this.#options.serverRequests.answer(sessionId, message);
    else if (message.method === 'notifications/cancelled') this.#cancel(message, sessionId);
  }

  #cancel(message: RpcNotification, sessionId: string): void {
    const { requestId } = message.params;
    if (isRequestId(requestId)) this.#options.running.cancel(sessionId, requestId);
  }

  /** Opens or resumes the stream of a GET. */
  async listen(session: Session, exchange: Exchange): Promise<void> {
    const { streams } = this.#options;
    const { lastEventId } = exchange.wire;
    exchange.requireStreamRoom();
    const connect = () => exchange.openListeningStream();
    if (lastEventId !== undefined) await streams.resume(session, lastEventId, connect);
    else streams.openForListening(session, connect());
  }

  /** Ends a session and everything that runs in it. */
  end(session: Session, exchange: Exchange): void | Promise<void> {
    const { running, sessions, streams } = this.#options;
    running.cancelSession(session.facts.id);
    streams.closeSession(session);
    const ended = sessions.end(session);
    if (ended instanceof Promise) return ended.then(() => exchange.empty(204));
    exchange.empty(204);
  }
}

function badInitialize(problem: string): FleetError {
  return new FleetError('INVALID_PARAMS', `Invalid params: ${problem}.`);
}
