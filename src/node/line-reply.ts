// How the requests of one line in a session are answered: each by a line, or those of a batch (2025-03-26) together by
// one. Everything else, questions included, shares the same pipe.

import { toRpcError } from '../protocol/errors.ts';
import { errorText, type RequestId, resultText } from '../protocol/json-rpc.ts';
import type { InputRequest } from '../protocol/mcp.ts';
import type { Outcome } from '../server/call.ts';
import type { ServerRequests } from '../session/server-requests.ts';
import type { Session } from '../session/sessions.ts';
import type { LineExchange } from '../stdio/line-exchange.ts';
import type { SessionReply } from './session-calls.ts';

export interface LineReplyInit {
  readonly exchange: LineExchange;
  readonly session: Session;
  readonly serverRequests: ServerRequests;
  /** Answers to come. */
  readonly count: number;
  readonly isBatch: boolean;
}

export class LineReply implements SessionReply {
  readonly http: LineExchange;
  /** A pipe that is closed cannot be opened again. */
  readonly closeStream = undefined;
  readonly #init: LineReplyInit;
  readonly #texts: string[] = [];
  #open: number;

  constructor(init: LineReplyInit) {
    this.http = init.exchange;
    this.#init = init;
    this.#open = init.count;
  }

  send(message: string): void {
    this.http.mention(message);
  }

  ask(request: InputRequest, signal: AbortSignal): Promise<unknown> {
    const { serverRequests, session } = this.#init;
    const send = (message: string) => this.http.say(message);
    return serverRequests.ask(session.facts.id, request, { send, signal });
  }

  answer(id: RequestId, outcome: Outcome): void {
    this.#texts.push(
      'json' in outcome ? resultText(id, outcome.json) : errorText(id, toRpcError(outcome.error)),
    );
    this.skip();
  }

  skip(): void {
    if (--this.#open > 0) return;
    const texts = this.#texts;
    if (texts.length === 0) this.http.empty();
    else this.http.json(200, this.#init.isBatch ? `[${texts.join(',')}]` : (texts[0] as string));
  }
}
