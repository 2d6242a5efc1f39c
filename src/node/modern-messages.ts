// Serves one message of the stateless era (2026-07-28): everything it needs comes with it, and its response stream is
// its own. Leaving cancels.

import {
  type ClientFacts,
  META_LOG_LEVEL,
  MODERN_VERSION,
  readClientFacts,
  SUPPORTED_VERSIONS,
} from '../protocol/eras.ts';
import { FleetError, toRpcError } from '../protocol/errors.ts';
import { checkModernHeaders } from '../protocol/headers.ts';
import { errorText, type RpcNotification, type RpcRequest, resultText } from '../protocol/json-rpc.ts';
import { type JsonObject, LOG_LEVELS, type LogLevel } from '../protocol/mcp.ts';
import type { Backend } from '../server/backend.ts';
import { Call, type CallChannel, type CallHost, type Outcome } from '../server/call.ts';
import type { MessageExchange, MessageStream } from '../server/message-exchange.ts';
import { encodeResult } from '../server/result-encoding.ts';
import { type CallRunner, statusOf } from './call-runner.ts';
import type { Notices } from './notices.ts';

export interface ModernOptions {
  readonly backend: Backend;
  readonly runner: CallRunner;
  readonly notices: Notices;
  readonly host: CallHost;
  /** Milliseconds, by a clock that never goes back. */
  readonly now: () => number;
}

/** Sent when a tool has header rules and the request no such header. */
const NO_PARAM_HEADERS: ReadonlyMap<string, string> = new Map();

export class ModernMessages {
  readonly #options: ModernOptions;

  constructor(options: ModernOptions) {
    this.#options = options;
  }

  /** @throws FleetError for what is wrong with the message before it is run; HTTP status as in its table. */
  serve(message: RpcRequest | RpcNotification, exchange: MessageExchange): void {
    if (message.kind === 'notification') return exchange.empty(202);
    const { method, params } = message;
    const meta = params['_meta'] as JsonObject;
    if (exchange.wire !== undefined) checkModernHeaders(exchange.wire, method, params);
    const client = readClientFacts(meta);
    switch (method) {
      case 'server/discover':
        return exchange.json(200, resultText(message.id, this.#discover()));
      case 'subscriptions/listen':
        return this.#options.notices.listen(message, exchange);
      default:
        this.#call(message, client, exchange);
    }
  }

  #discover(): string {
    const { backend } = this.#options;
    const result = {
      supportedVersions: SUPPORTED_VERSIONS,
      capabilities: backend.capabilities('modern'),
      instructions: backend.instructions,
      ...backend.discoverCache,
    };
    return encodeResult(result, 'modern', backend.info);
  }

  #call(message: RpcRequest, client: ClientFacts, exchange: MessageExchange): void {
    const channel = new ModernChannel(exchange);
    const call = new Call({
      id: message.id,
      method: message.method,
      params: message.params,
      era: 'modern',
      protocolVersion: MODERN_VERSION,
      client,
      channel,
      principal: exchange.principal?.id,
      host: this.#options.host,
      logLevel: readLogLevel(message.params['_meta'] as JsonObject),
      paramHeaders: exchange.wire && (exchange.wire.params ?? NO_PARAM_HEADERS),
      startedAtMs: this.#options.now(),
    });
    this.#options.runner.run(
      call,
      (outcome) => channel.answer(message, outcome),
      (cancel) => (exchange.closed ? cancel() : exchange.onDisconnect(cancel)),
    );
  }
}

class ModernChannel implements CallChannel {
  readonly http: MessageExchange;
  /** Server requests do not exist in this era: questions travel in results. */
  readonly ask = undefined;
  readonly closeStream = undefined;
  #stream: MessageStream | undefined;

  constructor(exchange: MessageExchange) {
    this.http = exchange;
  }

  send(message: string): void {
    this.#stream ??= this.http.openStream();
    this.#stream.send(message);
  }

  answer(request: RpcRequest, outcome: Outcome): void {
    const stream = this.#stream;
    if (stream === undefined) {
      if ('json' in outcome) return this.http.json(200, resultText(request.id, outcome.json));
      return this.http.fail(outcome.error, request.id, statusOf(outcome.error, 'modern'));
    }
    const text =
      'json' in outcome
        ? resultText(request.id, outcome.json)
        : errorText(request.id, toRpcError(outcome.error));
    stream.end(text);
  }
}

/** @throws FleetError INVALID_PARAMS when the client asks for a level that is none. */
function readLogLevel(meta: JsonObject): LogLevel | undefined {
  const level = meta[META_LOG_LEVEL];
  if (level === undefined) return undefined;
  if ((LOG_LEVELS as readonly unknown[]).includes(level)) return level as LogLevel;
  throw new FleetError(
    'INVALID_PARAMS',
    `Invalid params: the log level must be one of ${LOG_LEVELS.join(', ')}.`,
  );
}
