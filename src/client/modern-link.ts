// Speaks 2026-07-28: every request stands alone, and a question of the server is answered by sending it again.

import {
  isImplementation,
  META_CLIENT_CAPABILITIES,
  META_CLIENT_INFO,
  META_LOG_LEVEL,
  META_PROTOCOL_VERSION,
  META_SERVER_INFO,
  MODERN_VERSION,
} from '../protocol/eras.ts';
import { encodeHeaderValue } from '../protocol/headers.ts';
import { isObject, type RpcMessage } from '../protocol/json-rpc.ts';
import type { InputRequest, JsonObject, ServerCapabilities } from '../protocol/mcp.ts';
import { ClientError, refused } from './client-error.ts';
import type { Link, LinkHost, LinkRequestOptions, ServerFacts } from './link.ts';
import { receive } from './receive.ts';

/** A server that asks more often than this for one request is taken for one that never stops. */
const MAX_ROUNDS = 16;

export class ModernLink implements Link {
  readonly protocolVersion = MODERN_VERSION;
  readonly #host: LinkHost;
  #server: ServerFacts = { info: undefined, capabilities: {}, instructions: undefined };
  #count = 0;

  constructor(host: LinkHost) {
    this.#host = host;
  }

  get server(): ServerFacts {
    return this.#server;
  }

  /** Asks the server who it is. Returns the versions that it speaks. @throws ClientError */
  async discover(signal: AbortSignal): Promise<readonly string[]> {
    const result = await this.#send('server/discover', {}, { signal });
    const { supportedVersions, capabilities, instructions, _meta } = result;
    if (!Array.isArray(supportedVersions)) {
      throw new ClientError('NOT_MCP', 'The server does not say which versions of the protocol it speaks.');
    }
    const info = isObject(_meta) ? _meta[META_SERVER_INFO] : undefined;
    this.#server = {
      info: isImplementation(info) ? info : undefined,
      capabilities: (isObject(capabilities) ? capabilities : {}) as ServerCapabilities,
      instructions: typeof instructions === 'string' ? instructions : undefined,
    };
    return supportedVersions.map(String);
  }

  async request(method: string, params: JsonObject, options: LinkRequestOptions): Promise<JsonObject> {
    let result = await this.#send(method, params, options);
    for (let round = 0; result['resultType'] === 'input_required'; round++) {
      if (round === MAX_ROUNDS) {
        throw new ClientError('NOT_MCP', `The server still asks after ${MAX_ROUNDS} rounds of questions.`);
      }
      const { inputRequests, requestState } = result;
      const inputResponses = isObject(inputRequests) ? await this.#answer(inputRequests) : undefined;
      const answers = { inputResponses, requestState };
      // JSON has no undefined: what is not there is not sent.
      result = await this.#send(method, { ...params, ...answers }, options);
    }
    return result;
  }

  async close(): Promise<void> {}

  /** One after the other: a person answers. */
  async #answer(requests: JsonObject): Promise<JsonObject> {
    const answers: JsonObject = {};
    for (const [key, request] of Object.entries(requests)) {
      answers[key] = await this.#host.ask(request as InputRequest);
    }
    return answers;
  }

  async #send(
    method: string,
    params: JsonObject,
    { signal, headers }: LinkRequestOptions,
  ): Promise<JsonObject> {
    const { connection, info, capabilities, logLevel } = this.#host;
    const id = ++this.#count;
    const _meta = {
      [META_PROTOCOL_VERSION]: MODERN_VERSION,
      [META_CLIENT_INFO]: info,
      [META_CLIENT_CAPABILITIES]: capabilities,
      [META_LOG_LEVEL]: logLevel,
      progressToken: id,
    };
    const message = { jsonrpc: '2.0', id, method, params: { ...params, _meta } };
    const name = params['name'] ?? params['uri'];
    const mirrored = {
      'MCP-Protocol-Version': MODERN_VERSION,
      'Mcp-Method': method,
      ...(typeof name === 'string' && { 'Mcp-Name': encodeHeaderValue(name) }),
      ...headers,
    };
    const reply = await connection.post(message, mirrored, signal);
    const { response } = await receive(reply, id, (notice) => this.#notice(notice));
    if (response === undefined)
      throw new ClientError('BROKEN', 'The connection broke before the answer was there.');
    if (response.error !== undefined) throw refused(response.error);
    return response.result ?? {};
  }

  #notice(message: RpcMessage): void {
    if (message.kind === 'notification') this.#host.notice(message.method, message.params);
  }
}
