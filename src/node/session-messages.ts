// The sessions of the session eras (2025-03-26 to 2025-11-25) as HTTP carries them: opening, finding and ending one, its
// streams, and its messages. Leaving does not cancel here: clients come back for what they missed.

import { LRUCache } from 'lru-cache';
import type { Exchange } from '../http/exchange.ts';
import { checkSessionVersionHeader, MODERN_VERSION } from '../protocol/eras.ts';
import { FleetError } from '../protocol/errors.ts';
import { type RpcMessage, type RpcRequest, readMessage, resultText } from '../protocol/json-rpc.ts';
import type { Backend } from '../server/backend.ts';
import { hashPrincipal } from '../session/handle.ts';
import type { ServerRequests } from '../session/server-requests.ts';
import type { Session, Sessions } from '../session/sessions.ts';
import type { ReturningClient, StreamResumption } from '../session/stream-resumption.ts';
import type { SessionStreams } from '../session/streams.ts';
import type { Elsewhere } from './elsewhere.ts';
import { RerunAnswer, type RerunInit } from './rerun-answer.ts';
import type { RunningCalls } from './running-calls.ts';
import { SessionAnswer } from './session-answer.ts';
import type { SessionCalls } from './session-calls.ts';
import { readOpening, welcome } from './session-methods.ts';

export interface SessionMessagesOptions {
  readonly backend: Backend;
  readonly calls: SessionCalls;
  readonly running: RunningCalls;
  readonly sessions: Sessions;
  readonly streams: SessionStreams;
  readonly serverRequests: ServerRequests;
  readonly resumption: StreamResumption;
  readonly elsewhere: Pick<Elsewhere, 'sessionEnded'>;
}

export class SessionMessages {
  readonly #options: SessionMessagesOptions;
  /** By principal: hashing it again for every request would cost more than finding the session. */
  readonly #principalHashes = new LRUCache<string, string>({ max: 10_000 });

  constructor(options: SessionMessagesOptions) {
    this.#options = options;
  }

  /** Answers `initialize` with a new session. */
  open(message: RpcRequest, exchange: Exchange): void | Promise<void> {
    const { protocolVersion, client } = readOpening(message.params);
    const opened = this.#options.sessions.open(protocolVersion, client, this.#principalHash(exchange));
    if (opened instanceof Promise) return opened.then((session) => this.#welcome(message, session, exchange));
    this.#welcome(message, opened, exchange);
  }

  #welcome({ id }: RpcRequest, { facts, handle }: Session, exchange: Exchange): void {
    const result = welcome(this.#options.backend, facts.protocolVersion);
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
    const { calls } = this.#options;
    if (message.kind === 'request') {
      return calls.run(message, session, this.#answerTo([message], session, exchange, false));
    }
    calls.take(message, session);
    exchange.empty(202);
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
    const replyTo = (requests: readonly RpcRequest[]) => this.#answerTo(requests, session, exchange, true);
    if (!this.#options.calls.serveBatch(batch, session, replyTo, authorize)) exchange.empty(202);
  }

  #answerTo(
    requests: readonly RpcRequest[],
    session: Session,
    exchange: Exchange,
    isBatch: boolean,
  ): SessionAnswer {
    const { streams, serverRequests, backend } = this.#options;
    const [first] = requests as readonly [RpcRequest];
    const count = requests.length;
    return new SessionAnswer({
      exchange,
      session,
      streams,
      serverRequests,
      count,
      isBatch,
      first,
      mayRunAgain: (request) => mayRunAgain(request, backend),
    });
  }

  /** Opens or resumes the stream of a GET. */
  async listen(session: Session, exchange: Exchange): Promise<void> {
    const { streams, resumption } = this.#options;
    const { lastEventId } = exchange.wire;
    exchange.requireStreamRoom();
    const connect = () => exchange.openListeningStream();
    if (lastEventId === undefined) {
      streams.openForListening(session, connect());
      return;
    }
    const rerun: ReturningClient['rerun'] = (request, stream, sent) =>
      this.#runAgain(request, exchange, { stream, sent });
    await resumption.resume(session, lastEventId, { connect, rerun });
  }

  #runAgain(text: string, exchange: Exchange, lost: Pick<RerunInit, 'stream' | 'sent'>): void {
    const { calls, streams, serverRequests } = this.#options;
    const request = readMessage(JSON.parse(text)) as RpcRequest;
    calls.run(request, lost.stream.session, new RerunAnswer({ exchange, streams, serverRequests, ...lost }));
  }

  /** Ends a session and everything that runs in it, on all nodes. */
  end(session: Session, exchange: Exchange): void | Promise<void> {
    const { running, sessions, streams, resumption, elsewhere, backend } = this.#options;
    const { id } = session.facts;
    running.cancelSession(id);
    streams.closeSession(id);
    resumption.closeSession(id);
    backend.sessions?.ended(id);
    const ended = sessions.end(session);
    const everywhere = (): void | Promise<void> => {
      const told = elsewhere.sessionEnded(session);
      if (told === undefined) return exchange.empty(204);
      return told.then(() => exchange.empty(204));
    };
    return ended instanceof Promise ? ended.then(everywhere) : everywhere();
  }
}

/** Whether the request may be run twice: everything but tools only reads. */
function mayRunAgain({ method, params }: RpcRequest, backend: Backend): boolean {
  const { name } = params;
  return method !== 'tools/call' || (typeof name === 'string' && backend.isRepeatable(name));
}
