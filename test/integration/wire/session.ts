// A client of the session eras, as little of one as the tests need: every request is one HTTP request, nothing is
// retried, resumed or answered by itself.

import { type Answer, type OpenAnswer, open, type Request, send } from './http.ts';

export interface SessionInit {
  readonly version?: string;
  readonly capabilities?: object;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body of an `initialize` request. */
export function initializeBody({ version = '2025-11-25', capabilities = {} }: SessionInit = {}): object {
  const clientInfo = { name: 'wire-test', version: '1.0.0' };
  return rpcRequest('initialize', { protocolVersion: version, capabilities, clientInfo }, 0);
}

export function rpcRequest(method: string, params?: object, id: string | number = 1): object {
  return { jsonrpc: '2.0', id, method, ...(params !== undefined && { params }) };
}

export class WireSession {
  readonly url: string;
  /** What the server calls the session. */
  readonly handle: string;
  readonly version: string;
  /** The answer to `initialize`. */
  readonly opening: Answer;
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(url: string, opening: Answer, headers: Readonly<Record<string, string>>) {
    this.url = url;
    this.opening = opening;
    this.handle = String(opening.headers['mcp-session-id']);
    this.version = String(opening.rpc.result?.['protocolVersion']);
    this.#headers = headers;
  }

  static async open(url: string, init: SessionInit = {}): Promise<WireSession> {
    const { headers = {} } = init;
    const session = new WireSession(url, await send(url, { headers, body: initializeBody(init) }), headers);
    await session.post({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return session;
  }

  /** The same session, reached through another node. */
  through(url: string): WireSession {
    return new WireSession(url, this.opening, this.#headers);
  }

  /** Headers of a request inside the session. */
  get headers(): Record<string, string> {
    return { 'Mcp-Session-Id': this.handle, 'MCP-Protocol-Version': this.version, ...this.#headers };
  }

  #with(request: Request): Request {
    return { ...request, headers: { ...this.headers, ...request.headers } };
  }

  /** Posts any body and reads the whole answer. */
  post(body: unknown): Promise<Answer> {
    return send(this.url, this.#with({ body }));
  }

  request(method: string, params?: object, id: string | number = 1): Promise<Answer> {
    return this.post(rpcRequest(method, params, id));
  }

  callTool(name: string, args: object = {}, id: string | number = 1): Promise<Answer> {
    return this.request('tools/call', { name, arguments: args }, id);
  }

  /** Sends a request whose answer is read as it comes. */
  openRequest(method: string, params: object, id: string | number = 1): Promise<OpenAnswer> {
    return open(this.url, this.#with({ body: rpcRequest(method, params, id) }));
  }

  /** Calls a tool whose answer is read as it comes. */
  openTool(name: string, params: object = {}, id: string | number = 1): Promise<OpenAnswer> {
    return this.openRequest('tools/call', { name, ...params }, id);
  }

  notify(method: string, params?: object): Promise<Answer> {
    return this.post({ jsonrpc: '2.0', method, ...(params !== undefined && { params }) });
  }

  /** Answers a request of the server. */
  respond(id: string | number | undefined, outcome: { result: object } | { error: object }): Promise<Answer> {
    return this.post({ jsonrpc: '2.0', id, ...outcome });
  }

  /** Opens the stream for what the server has to say, or goes on with a broken one. */
  listen(lastEventId?: string): Promise<OpenAnswer> {
    const headers = { Accept: 'text/event-stream', 'Last-Event-ID': lastEventId };
    return open(this.url, this.#with({ method: 'GET', headers }));
  }

  end(): Promise<Answer> {
    return send(this.url, this.#with({ method: 'DELETE' }));
  }
}
