// One HTTP request and its response, as the rest of the node sees them. The only place that knows how results and
// errors become status lines, headers and bodies.

import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { readRawHeader, withoutCredentials } from '../protocol/credential-headers.ts';
import { FleetError, toRpcError } from '../protocol/errors.ts';
import type { WireHeaders } from '../protocol/headers.ts';
import { errorText, type RequestId } from '../protocol/json-rpc.ts';
import type { HttpFacts } from '../server/call.ts';
import type { MessageExchange } from '../server/message-exchange.ts';
import { type AuthInfo, authInfoOf, type Principal } from '../server/principal.ts';
import { type KeepAlive, SseResponse } from './sse-response.ts';
import type { WireRequest } from './wire-request.ts';

/** What all exchanges of an endpoint share. */
export interface ExchangeHost {
  readonly keepAlive: KeepAlive;
  readonly maxBufferedBytes: number;
  readonly maxStreams: number;
  /** Header that carries credentials beside `Authorization`, in lower case. */
  readonly secretHeader: string | undefined;
  /** The node is stopping: connections are not kept. */
  draining: boolean;
}

/** Headers that browser code may read. */
const EXPOSED_HEADERS = 'Mcp-Session-Id, MCP-Protocol-Version, Retry-After, WWW-Authenticate';

export class Exchange implements MessageExchange {
  readonly wire: WireHeaders;
  /** Who sends the request, once that is known and when it matters. */
  principal: Principal | undefined = undefined;
  readonly #req: WireRequest;
  readonly #res: ServerResponse;
  readonly #host: ExchangeHost;

  constructor(req: WireRequest, res: ServerResponse, wire: WireHeaders, host: ExchangeHost) {
    this.#req = req;
    this.#res = res;
    this.wire = wire;
    this.#host = host;
  }

  get headers(): HttpFacts['headers'] {
    return withoutCredentials(this.#req.parsedHeaders, this.#host.secretHeader);
  }

  get authInfo(): AuthInfo | undefined {
    return this.principal === undefined ? undefined : authInfoOf(this.principal);
  }

  /**
   * Any header as it was sent, for authentication alone; name in lower case.
   * @throws FleetError INVALID_REQUEST when it was sent twice
   */
  secretHeader(name: string): string | undefined {
    return readRawHeader(this.#req.rawHeaders, name);
  }

  get remoteAddress(): string | undefined {
    return this.#req.socket.remoteAddress;
  }

  /** Whether the client is gone or has its whole answer. */
  get closed(): boolean {
    return this.#res.destroyed || this.#res.writableEnded;
  }

  /** Nothing can be answered any more: an answer has begun, or nobody is there. */
  get #answered(): boolean {
    return this.#res.destroyed || this.#res.headersSent;
  }

  /** Calls back when the connection closes, unless the answer was complete by then. */
  onDisconnect(callback: () => void): void {
    this.#res.once('close', () => {
      if (!this.#res.writableEnded) callback();
    });
  }

  /** Answers with a JSON text. */
  json(status: number, body: string, extra?: OutgoingHttpHeaders): void {
    if (this.#answered) return;
    const length = Buffer.byteLength(body);
    const headers: OutgoingHttpHeaders = { 'Content-Type': 'application/json', 'Content-Length': length };
    if (extra !== undefined) Object.assign(headers, extra);
    this.#addCommon(headers);
    this.#res.writeHead(status, headers);
    this.#res.end(body);
  }

  /** Answers with a status and no body. */
  empty(status: number, headers: OutgoingHttpHeaders = {}): void {
    if (this.#answered) return;
    if (status !== 204) headers['Content-Length'] = 0;
    this.#addCommon(headers);
    this.#res.writeHead(status, headers);
    this.#res.end();
  }

  /** Answers with an error as HTTP and JSON-RPC tell it. */
  fail(error: FleetError, id?: RequestId, status = error.httpStatus): void {
    if (this.#answered) return;
    const body = errorText(id, toRpcError(error));
    const headers: OutgoingHttpHeaders = {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    };
    if (error.retryAfterMs !== undefined) headers['Retry-After'] = Math.ceil(error.retryAfterMs / 1000);
    if (error.code === 'METHOD_NOT_ALLOWED') headers['Allow'] = 'GET, POST, DELETE, OPTIONS';
    if (error.code === 'DRAINING') headers['Connection'] = 'close';
    if (error.headers !== undefined) Object.assign(headers, error.headers);
    this.#addCommon(headers);
    const req = this.#req;
    const closes = !this.#res.shouldKeepAlive || headers['Connection'] === 'close';
    if (!closes || req.complete || req.isDiverted) return this.#refuse(status, headers, body);
    // A connection that closes while its request still arrives may take the answer back: RFC 9112 section 9.6.
    req.resume().once('end', () => this.#refuse(status, headers, body));
  }

  #refuse(status: number, headers: OutgoingHttpHeaders, body: string): void {
    if (this.#answered) return;
    this.#res.writeHead(status, headers);
    this.#res.end(body);
  }

  /**
   * To be called before a stream that stays open until the client leaves.
   * @throws FleetError OVERLOADED when the node holds as many streams as it may
   */
  requireStreamRoom(): void {
    if (this.#host.keepAlive.openStreams < this.#host.maxStreams) return;
    throw new FleetError('OVERLOADED', `This node holds ${this.#host.maxStreams} open streams already.`, {
      retryAfterMs: 1000,
    });
  }

  /**
   * Turns the answer into an event stream that is open until the client leaves, or until its credential has expired:
   * then the client has to come back with a new one.
   */
  openListeningStream(): SseResponse {
    const stream = this.openStream();
    // Its first event may be long in coming; one that comes at once shares a packet with the headers.
    process.nextTick(() => this.#res.flushHeaders());
    stream.endsAtMs = this.principal?.expiresAtMs;
    return stream;
  }

  /** Turns the answer into an event stream. Its headers leave with the first event. */
  openStream(): SseResponse {
    const headers: OutgoingHttpHeaders = {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      // Proxies would otherwise hold events back until their buffer is full.
      'X-Accel-Buffering': 'no',
    };
    this.#addCommon(headers);
    this.#res.writeHead(200, headers);
    return new SseResponse(this.#res, this.#host.keepAlive, this.#host.maxBufferedBytes);
  }

  #addCommon(headers: OutgoingHttpHeaders): void {
    const { origin } = this.wire;
    if (origin !== undefined) {
      // The guard has let this origin pass; naming it, rather than `*`, keeps caches from mixing answers.
      headers['Access-Control-Allow-Origin'] = origin;
      headers['Access-Control-Expose-Headers'] = EXPOSED_HEADERS;
      headers['Vary'] = 'Origin';
    }
    if (this.#host.draining) headers['Connection'] = 'close';
  }
}
