// How a call is answered that is run again because the node that ran it is lost: on the stream that its client has come
// back to, and without what the client has already been sent.

import { toRpcError } from '../protocol/errors.ts';
import { errorText, isObject, type RequestId, resultText } from '../protocol/json-rpc.ts';
import type { InputRequest } from '../protocol/mcp.ts';
import type { Outcome } from '../server/call.ts';
import type { MessageExchange } from '../server/message-exchange.ts';
import type { ServerRequests } from '../session/server-requests.ts';
import type { SessionStream } from '../session/stream.ts';
import type { SessionStreams } from '../session/streams.ts';
import type { SessionReply } from './session-calls.ts';

export interface RerunInit {
  readonly exchange: MessageExchange;
  readonly stream: SessionStream;
  readonly streams: SessionStreams;
  readonly serverRequests: ServerRequests;
  /** Messages of the first run. */
  readonly sent: readonly string[];
}

export class RerunAnswer implements SessionReply {
  readonly http: MessageExchange;
  readonly #init: RerunInit;
  /** How often each message was sent and has not come by again. */
  readonly #sent = new Map<string, number>();
  /** Progress must not go back. */
  #progress = Number.NEGATIVE_INFINITY;

  constructor(init: RerunInit) {
    this.http = init.exchange;
    this.#init = init;
    for (const message of init.sent) {
      this.#sent.set(message, (this.#sent.get(message) ?? 0) + 1);
      this.#progress = Math.max(this.#progress, progressOf(message) ?? this.#progress);
    }
  }

  send(message: string): void {
    const times = this.#sent.get(message) ?? 0;
    if (times > 0) {
      this.#sent.set(message, times - 1);
      return;
    }
    const progress = progressOf(message);
    if (progress === undefined || progress > this.#progress) this.#init.stream.send(message);
  }

  ask(request: InputRequest, signal: AbortSignal): Promise<unknown> {
    const { serverRequests, stream } = this.#init;
    const { id } = stream.session.facts;
    return serverRequests.ask(id, request, { send: (message) => stream.send(message), signal });
  }

  closeStream(): void {
    this.#init.stream.disconnect();
  }

  answer(id: RequestId, outcome: Outcome): void {
    const text = 'json' in outcome ? resultText(id, outcome.json) : errorText(id, toRpcError(outcome.error));
    this.#init.streams.finish(this.#init.stream, text);
  }

  skip(): void {
    this.#init.streams.finish(this.#init.stream, undefined);
  }
}

/** Undefined for what is no notification of progress. */
function progressOf(message: string): number | undefined {
  if (!message.includes('"notifications/progress"')) return undefined;
  const parsed: unknown = JSON.parse(message);
  if (!isObject(parsed) || parsed['method'] !== 'notifications/progress') return undefined;
  const params = parsed['params'];
  const progress = isObject(params) ? params['progress'] : undefined;
  return typeof progress === 'number' ? progress : undefined;
}
