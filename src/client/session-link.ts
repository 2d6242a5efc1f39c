// Speaks the session revisions: opens a session, listens beside its requests for what the server asks on its own, and
// comes back for an answer whose connection broke.

import { setTimeout as delay } from 'node:timers/promises';
import { isImplementation, isSessionVersion, LATEST_SESSION_VERSION } from '../protocol/eras.ts';
import { isObject, type RpcMessage, type RpcRequest, type RpcResponse } from '../protocol/json-rpc.ts';
import type { InputRequest, JsonObject, ServerCapabilities } from '../protocol/mcp.ts';
import { ClientError, refused } from './client-error.ts';
import type { Link, LinkHost, LinkRequestOptions, ServerFacts } from './link.ts';
import { type Received, receive } from './receive.ts';

const DEFAULT_RETRY_MS = 1000;
/** Attempts in a row to come back for an answer, without hearing anything new. */
const MAX_RETURNS = 5;

const QUESTIONS: ReadonlySet<string> = new Set([
  'elicitation/create',
  'sampling/createMessage',
  'roots/list',
]);

export class SessionLink implements Link {
  readonly #host: LinkHost;
  readonly #listening = new AbortController();
  #headers: Record<string, string> = {};
  #version = '';
  #server: ServerFacts = { info: undefined, capabilities: {}, instructions: undefined };
  #count = 0;

  constructor(host: LinkHost) {
    this.#host = host;
  }

  get protocolVersion(): string {
    return this.#version;
  }

  get server(): ServerFacts {
    return this.#server;
  }

  /** @throws ClientError */
  async open(signal: AbortSignal): Promise<void> {
    const { connection, info: clientInfo, capabilities, logLevel } = this.#host;
    const params = { protocolVersion: LATEST_SESSION_VERSION, capabilities, clientInfo };
    const id = ++this.#count;
    const reply = await connection.post({ jsonrpc: '2.0', id, method: 'initialize', params }, {}, signal);
    const { response } = await receive(reply, id, () => {});
    const result = resultOf(response);
    const { protocolVersion } = result;
    if (!isSessionVersion(protocolVersion)) {
      throw new ClientError('NOT_MCP', `The server speaks only version ${protocolVersion} of the protocol.`);
    }
    this.#version = protocolVersion;
    const sessionId = reply.headers['mcp-session-id'];
    this.#headers = {
      'MCP-Protocol-Version': protocolVersion,
      ...(typeof sessionId === 'string' && { 'Mcp-Session-Id': sessionId }),
    };
    this.#server = factsIn(result);
    await this.#tell({ jsonrpc: '2.0', method: 'notifications/initialized' }, signal);
    void this.#listen();
    if (this.#server.capabilities.logging !== undefined) {
      await this.request('logging/setLevel', { level: logLevel }, { signal });
    }
  }

  async request(
    method: string,
    params: JsonObject,
    { signal, headers }: LinkRequestOptions,
  ): Promise<JsonObject> {
    const id = ++this.#count;
    const message = { jsonrpc: '2.0', id, method, params: { ...params, _meta: { progressToken: id } } };
    const cancel = (): void => {
      // Leaving does not cancel in these revisions.
      const params = { requestId: id, reason: 'The user gave up.' };
      void this.#tell({ jsonrpc: '2.0', method: 'notifications/cancelled', params }).catch(() => {});
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const reply = await this.#host.connection.post(message, { ...this.#headers, ...headers }, signal);
      const received = await receive(reply, id, (notice) => this.#take(notice));
      return resultOf(received.response ?? (await this.#comeBack(received, id, signal)));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Goes on with the stream of a request where it broke off. */
  async #comeBack(broken: Received, id: number, signal: AbortSignal): Promise<RpcResponse | undefined> {
    let received = broken;
    let lastEventId = '';
    for (let attempts = 0; received.response === undefined; attempts++) {
      if (received.lastEventId !== '' && received.lastEventId !== lastEventId) attempts = 0;
      lastEventId = received.lastEventId === '' ? lastEventId : received.lastEventId;
      if (lastEventId === '' || attempts === MAX_RETURNS) return undefined;
      await delay(received.retryMs ?? DEFAULT_RETRY_MS, undefined, { signal });
      const headers = { ...this.#headers, Accept: 'text/event-stream', 'Last-Event-ID': lastEventId };
      try {
        const reply = await this.#host.connection.send('GET', headers, signal);
        received = await receive(reply, id, (notice) => this.#take(notice));
      } catch (error) {
        // The network may not be back yet.
        if (!(error instanceof ClientError) || error.code !== 'UNREACHABLE') throw error;
      }
    }
    return received.response;
  }

  /** What the server says outside of requests. Not every server offers that. */
  async #listen(): Promise<void> {
    const { signal } = this.#listening;
    const headers = { ...this.#headers, Accept: 'text/event-stream' };
    try {
      const reply = await this.#host.connection.send('GET', headers, signal);
      // Nothing else would keep the process from ending when its work is done.
      reply.socket.unref();
      await receive(reply, undefined, (message) => this.#take(message));
    } catch {
      // Without it there is only less to hear.
    }
  }

  #take(message: RpcMessage): void {
    if (message.kind === 'notification') this.#host.notice(message.method, message.params);
    else if (message.kind === 'request') void this.#answer(message);
  }

  async #answer({ id, method, params }: RpcRequest): Promise<void> {
    let body: JsonObject;
    if (method === 'ping') {
      body = { result: {} };
    } else if (QUESTIONS.has(method)) {
      body = await this.#host.ask({ method, params } as InputRequest).then(
        (result) => ({ result }),
        (error: Error) => ({ error: { code: -32603, message: error.message } }),
      );
    } else {
      body = { error: { code: -32601, message: `Method not found: ${method}` } };
    }
    // When the answer cannot be delivered, the request that waits for it fails by itself.
    await this.#tell({ jsonrpc: '2.0', id, ...body }).catch(() => {});
  }

  async #tell(message: object, signal: AbortSignal = AbortSignal.timeout(30_000)): Promise<void> {
    const reply = await this.#host.connection.post(message, this.#headers, signal);
    reply.resume();
  }

  async close(): Promise<void> {
    this.#listening.abort();
    if (this.#headers['Mcp-Session-Id'] === undefined) return;
    try {
      const reply = await this.#host.connection.send('DELETE', this.#headers, AbortSignal.timeout(2000));
      reply.resume();
    } catch {
      // The session ends by itself later.
    }
  }
}

function resultOf(response: RpcResponse | undefined): JsonObject {
  if (response === undefined)
    throw new ClientError('BROKEN', 'The connection broke before the answer was there.');
  if (response.error !== undefined) throw refused(response.error);
  return response.result ?? {};
}

function factsIn({ serverInfo, capabilities, instructions }: JsonObject): ServerFacts {
  return {
    info: isImplementation(serverInfo) ? serverInfo : undefined,
    capabilities: (isObject(capabilities) ? capabilities : {}) as ServerCapabilities,
    instructions: typeof instructions === 'string' ? instructions : undefined,
  };
}
