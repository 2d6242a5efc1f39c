// The public HTTP server: one MCP path, and the operations pages beside it. Checks everything that can be checked
// before a message is looked at, reads the body, and hands the exchange to the pipeline.

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FleetError } from '../protocol/errors.ts';
import { accepts, isJsonContentType, readHeaders, type WireHeaders } from '../protocol/headers.ts';
import { salvageId } from '../protocol/json-rpc.ts';
import { JsonBodies } from './body.ts';
import { refuseBrokenRequest } from './broken-request.ts';
import { Exchange, type ExchangeHost } from './exchange.ts';
import { OriginGuard } from './origin-guard.ts';
import { KeepAlive } from './sse-response.ts';
import { WireRequest } from './wire-request.ts';

/** Who takes a request from here. */
export interface McpHandler {
  /**
   * Notes on the exchange who sends the request, before its body is read; undefined when that is done at once.
   * @throws FleetError, or rejects with one, when the request ends here
   */
  authenticate(exchange: Exchange): Promise<void> | undefined;
  post(exchange: Exchange, body: unknown): void;
  get(exchange: Exchange): void;
  delete(exchange: Exchange): void;
}

/** A page beside the MCP path, e.g. `/health`. */
export interface Page {
  readonly status: number;
  readonly body: string;
  /** Web pages of any origin may read it. */
  readonly isPublic?: boolean;
}

/** @param host as the request names it, unchecked */
export type OperationsPage = (path: string, host: string | undefined) => Page | undefined;

export interface EndpointOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Other processes listen on the port too. */
  readonly reusePort: boolean;
  readonly path: string;
  readonly maxBodyBytes: number;
  readonly maxHeaderBytes: number;
  /** Milliseconds in which all headers must have arrived. */
  readonly headersTimeoutMs: number;
  /** Milliseconds in which the whole request must have arrived. */
  readonly bodyTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly sseKeepAliveMs: number;
  /** Bytes that a stream buffers for a client that does not read, before the client is cut off. */
  readonly maxStreamBufferBytes: number;
  /** Open streams of clients that listen; a further one is refused. */
  readonly maxStreams: number;
  readonly allowedHosts: readonly string[] | undefined;
  readonly allowedOrigins: readonly string[] | undefined;
  /** Header that carries credentials beside `Authorization`, in lower case. */
  readonly secretHeader: string | undefined;
}

export class Endpoint {
  readonly #server: Server<typeof WireRequest>;
  readonly #handler: McpHandler;
  readonly #operations: OperationsPage;
  readonly #exchanges: ExchangeHost & { maxBufferedBytes: number; maxStreams: number };
  /** Set when it has stopped listening; resolves when the last connection is gone. */
  #closed: Promise<void> | undefined;
  #options: EndpointOptions;
  #guard: OriginGuard;
  #bodies: JsonBodies;

  constructor(options: EndpointOptions, handler: McpHandler, operations: OperationsPage) {
    this.#options = options;
    this.#handler = handler;
    this.#operations = operations;
    this.#guard = new OriginGuard({ ...options, bindHost: options.host });
    this.#exchanges = {
      keepAlive: new KeepAlive(options.sseKeepAliveMs),
      maxBufferedBytes: options.maxStreamBufferBytes,
      maxStreams: options.maxStreams,
      secretHeader: options.secretHeader,
      draining: false,
    };
    this.#bodies = this.#createBodies(options.maxBodyBytes);
    this.#server = createServer(
      {
        IncomingMessage: WireRequest,
        // Checked below, with an answer that says what is missing.
        requireHostHeader: false,
        maxHeaderSize: options.maxHeaderBytes,
        ...serverTimeouts(options),
        connectionsCheckingInterval: Math.min(1000, options.headersTimeoutMs),
        noDelay: true,
      },
      (req, res) => this.#onRequest(req, res),
    );
    // Headers are bounded by their bytes. By default Node also drops those beyond a number, silently in some versions.
    this.#server.maxHeadersCount = 0;
    this.#server.on('clientError', refuseBrokenRequest);
  }

  #createBodies(maxBytes: number): JsonBodies {
    return new JsonBodies(maxBytes, (exchange, error, body) => {
      if (error !== undefined) exchange.fail(error, salvageId(body));
      else this.#handler.post(exchange, body);
    });
  }

  /** Starts to listen. @throws Error with the system's code (EADDRINUSE, ...) when it cannot. */
  listen(): Promise<AddressInfo> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      const { port, host, reusePort } = this.#options;
      this.#server.listen({ port, host, reusePort }, () => {
        this.#server.removeListener('error', reject);
        resolve(this.#server.address() as AddressInfo);
      });
    });
  }

  /**
   * Changes limits while requests run: sizes, times, streams, allowed hosts and origins. Each holds for what begins
   * after. The rest of `options` must be as before.
   */
  reconfigure(options: Omit<EndpointOptions, 'secretHeader'>): void {
    this.#options = { ...options, secretHeader: this.#options.secretHeader };
    this.#guard = new OriginGuard({ ...options, bindHost: options.host });
    // Bodies on their way keep the limit that they began with.
    this.#bodies = this.#createBodies(options.maxBodyBytes);
    this.#exchanges.maxBufferedBytes = options.maxStreamBufferBytes;
    this.#exchanges.maxStreams = options.maxStreams;
    Object.assign(this.#server, serverTimeouts(options));
  }

  get openStreams(): number {
    return this.#exchanges.keepAlive.openStreams;
  }

  /**
   * From now on every answer closes its connection. Where others listen on the port too, new connections are left to
   * them; else a balancer that asks is to be told.
   */
  drain(): void {
    this.#exchanges.draining = true;
    if (this.#options.reusePort) this.#stopListening();
    this.#server.closeIdleConnections();
  }

  /** Stops listening; resolves when the last connection is gone. */
  async close(): Promise<void> {
    this.#exchanges.keepAlive.close();
    const closed = this.#stopListening();
    this.#server.closeIdleConnections();
    await closed;
  }

  #stopListening(): Promise<void> {
    this.#closed ??= new Promise((resolve) => this.#server.close(() => resolve()));
    return this.#closed;
  }

  /** Cuts every connection that is left. */
  destroyConnections(): void {
    this.#server.closeAllConnections();
  }

  #onRequest(req: WireRequest, res: ServerResponse): void {
    let wire: WireHeaders;
    try {
      wire = readHeaders(req.rawHeaders);
      if (wire.host === undefined && req.httpVersion === '1.1') throw missingHost();
    } catch (error) {
      return new Exchange(req, res, NO_HEADERS, this.#exchanges).fail(error as FleetError);
    }
    const exchange = new Exchange(req, res, wire, this.#exchanges);
    const url = req.url as string;
    if (url !== this.#options.path && url.split('?', 1)[0] !== this.#options.path) {
      // The guard has not seen these, so pages of other origins may not read the answers.
      return this.#onOtherPath(req, new Exchange(req, res, NO_HEADERS, this.#exchanges), wire.host);
    }
    try {
      this.#guard.check(wire);
    } catch (error) {
      // No cross-origin headers for a page that may not read the answer.
      return new Exchange(req, res, NO_HEADERS, this.#exchanges).fail(error as FleetError);
    }
    if (req.method === 'OPTIONS') return answerPreflight(req, exchange);
    let authenticated: Promise<void> | undefined;
    try {
      authenticated = this.#handler.authenticate(exchange);
    } catch (error) {
      return this.#refuseUnread(req, exchange, error);
    }
    if (authenticated === undefined) return this.#onMcpRequest(req, exchange);
    authenticated.then(
      () => this.#onMcpRequest(req, exchange),
      (error) => this.#refuseUnread(req, exchange, error),
    );
  }

  #refuseUnread(req: WireRequest, exchange: Exchange, error: unknown): void {
    this.#bodies.discard(req);
    exchange.fail(error as FleetError);
  }

  #onMcpRequest(req: WireRequest, exchange: Exchange): void {
    const { wire } = exchange;
    switch (req.method) {
      case 'POST':
        return this.#onPost(req, exchange);
      case 'GET':
        if (!accepts(wire.accept, 'text/event-stream')) return refuseAccept(exchange, 'text/event-stream');
        this.#bodies.ignore(req);
        return this.#handler.get(exchange);
      case 'DELETE':
        this.#bodies.ignore(req);
        return this.#handler.delete(exchange);
      default:
        exchange.fail(new FleetError('METHOD_NOT_ALLOWED', `Method ${req.method} is not allowed here.`));
    }
  }

  #onPost(req: WireRequest, exchange: Exchange): void {
    const { wire } = exchange;
    if (!isJsonContentType(wire.contentType)) {
      return exchange.fail(
        new FleetError('UNSUPPORTED_MEDIA_TYPE', 'The header Content-Type must be application/json.'),
      );
    }
    if (wire.contentEncoding !== undefined && wire.contentEncoding.toLowerCase() !== 'identity') {
      return exchange.fail(
        new FleetError(
          'UNSUPPORTED_MEDIA_TYPE',
          'Compressed bodies are not accepted; send it without Content-Encoding.',
        ),
      );
    }
    if (!accepts(wire.accept, 'application/json') || !accepts(wire.accept, 'text/event-stream')) {
      return refuseAccept(exchange, 'application/json and text/event-stream');
    }
    if (Number(wire.contentLength) > this.#bodies.maxBytes) return this.#bodies.refuse(req, exchange);
    this.#bodies.read(req, exchange);
  }

  #onOtherPath(req: WireRequest, exchange: Exchange, host: string | undefined): void {
    const path = (req.url as string).split('?', 1)[0] as string;
    const page = this.#operations(path, host);
    if (page?.isPublic === true && req.method === 'OPTIONS') return exchange.empty(204, PUBLIC_PREFLIGHT);
    if (page !== undefined && (req.method === 'GET' || req.method === 'HEAD')) {
      return exchange.json(page.status, page.body, page.isPublic === true ? ANY_ORIGIN : undefined);
    }
    exchange.fail(new FleetError('NOT_FOUND', `Nothing is here; the MCP endpoint is ${this.#options.path}.`));
  }
}

type Timeouts = Pick<EndpointOptions, 'headersTimeoutMs' | 'bodyTimeoutMs' | 'keepAliveTimeoutMs'>;

function serverTimeouts({ headersTimeoutMs, bodyTimeoutMs, keepAliveTimeoutMs }: Timeouts) {
  return {
    // Node refuses a limit for the headers that is longer than that for the whole request.
    headersTimeout: Math.min(headersTimeoutMs, bodyTimeoutMs),
    requestTimeout: bodyTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  };
}

const NO_HEADERS: WireHeaders = readHeaders([]);

const ANY_ORIGIN = { 'Access-Control-Allow-Origin': '*' };
/** Clients in browsers ask for metadata with the header MCP-Protocol-Version. */
const PUBLIC_PREFLIGHT = {
  ...ANY_ORIGIN,
  'Access-Control-Allow-Methods': 'GET',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Max-Age': '600',
};

/** Source: RFC 9112 section 3.2. */
function missingHost(): FleetError {
  return new FleetError('INVALID_REQUEST', 'Invalid request: HTTP/1.1 requires the header Host.');
}

function refuseAccept(exchange: Exchange, types: string): void {
  exchange.fail(new FleetError('NOT_ACCEPTABLE', `The header Accept must list ${types}.`));
}

/** What browser code may send. Source: WHATWG Fetch, "CORS protocol". */
function answerPreflight(req: WireRequest, exchange: Exchange): void {
  const asked = req.headers['access-control-request-headers'];
  exchange.empty(204, {
    Allow: 'GET, POST, DELETE, OPTIONS',
    'Access-Control-Allow-Methods': 'GET, POST, DELETE, OPTIONS',
    // Mcp-Param-* names are the tools' own, so what is asked for is allowed; the guard has checked the origin.
    'Access-Control-Allow-Headers': asked ?? 'Content-Type, Accept, Authorization, Mcp-Session-Id',
    'Access-Control-Max-Age': '600',
  });
}
