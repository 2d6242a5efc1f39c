// How the calls of one POST in a session are answered: with JSON, unless one of them has something to say first; then
// all go on one resumable stream. A batch (2025-03-26) is several calls, a plain message one.

import type { Exchange } from '../http/exchange.ts';
import { toRpcError } from '../protocol/errors.ts';
import { errorText, type RequestId, type RpcRequest, requestText, resultText } from '../protocol/json-rpc.ts';
import type { InputRequest } from '../protocol/mcp.ts';
import type { Outcome } from '../server/call.ts';
import type { ServerRequests } from '../session/server-requests.ts';
import type { Session } from '../session/sessions.ts';
import type { SessionStream } from '../session/stream.ts';
import type { SessionStreams } from '../session/streams.ts';
import { statusOf } from './call-runner.ts';
import type { SessionReply } from './session-calls.ts';

export interface SessionAnswerInit {
  readonly exchange: Exchange;
  readonly session: Session;
  readonly streams: SessionStreams;
  readonly serverRequests: ServerRequests;
  /** Answers to come. */
  readonly count: number;
  readonly isBatch: boolean;
  /** Names the stream, should there be one. */
  readonly first: RpcRequest;
  /** Whether another node may run that request again, should this one be lost. */
  readonly mayRunAgain: (request: RpcRequest) => boolean;
}

export class SessionAnswer implements SessionReply {
  readonly http: Exchange;
  readonly #init: SessionAnswerInit;
  #stream: SessionStream | undefined;
  #open: number;
  #texts: string[] | undefined;

  constructor(init: SessionAnswerInit) {
    this.http = init.exchange;
    this.#init = init;
    this.#open = init.count;
  }

  send(message: string): void {
    this.#openStream().send(message);
  }

  ask(request: InputRequest, signal: AbortSignal): Promise<unknown> {
    const { serverRequests, session } = this.#init;
    return serverRequests.ask(session.facts.id, request, { send: (message) => this.send(message), signal });
  }

  closeStream(): void {
    // Clients of older revisions get no id before the first event, so they could not come back.
    if (this.#init.session.facts.protocolVersion === '2025-11-25') this.#openStream().disconnect();
  }

  #openStream(): SessionStream {
    if (this.#stream === undefined) {
      const { streams, session, exchange, first } = this.#init;
      this.#stream = streams.openForRequest(session, first.id, exchange.openStream(), this.#requestText());
      for (const text of this.#texts ?? []) this.#stream.send(text);
    }
    return this.#stream;
  }

  /** What another node would have to run again; of a batch there is too much. */
  #requestText(): string | undefined {
    const { isBatch, first, mayRunAgain } = this.#init;
    if (isBatch || !mayRunAgain(first)) return undefined;
    return requestText(first.id, first.method, first.params);
  }

  /** Takes one of the awaited answers. The last one completes the response. */
  answer(id: RequestId, outcome: Outcome): void {
    if (this.#stream === undefined && !this.#init.isBatch) return this.#answerAlone(id, outcome);
    this.#take('json' in outcome ? resultText(id, outcome.json) : errorText(id, toRpcError(outcome.error)));
  }

  #answerAlone(id: RequestId, outcome: Outcome): void {
    const { exchange } = this.#init;
    if ('json' in outcome) exchange.json(200, resultText(id, outcome.json));
    else exchange.fail(outcome.error, id, statusOf(outcome.error, 'session'));
  }

  /** Drops one of the awaited answers: the client cancelled that request. */
  skip(): void {
    this.#take(undefined);
  }

  #take(text: string | undefined): void {
    this.#open--;
    if (this.#stream !== undefined) return this.#takeOnStream(this.#stream, text);
    if (this.#init.isBatch) return this.#takeInBatch(text);
    this.#init.exchange.empty(202);
  }

  #takeInBatch(text: string | undefined): void {
    this.#texts ??= [];
    if (text !== undefined) this.#texts.push(text);
    if (this.#open > 0) return;
    const { exchange } = this.#init;
    if (this.#texts.length === 0) return exchange.empty(202);
    exchange.json(200, `[${this.#texts.join(',')}]`);
  }

  #takeOnStream(stream: SessionStream, text: string | undefined): void {
    const { streams } = this.#init;
    if (this.#open > 0) {
      if (text !== undefined) stream.send(text);
    } else {
      streams.finish(stream, text);
    }
  }
}
