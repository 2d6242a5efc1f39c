// Requests of protocol version 2026-07-28, right in every detail unless a test says otherwise.

import type { RpcMessage } from '../../support/sse-reader.ts';
import { type Answer, type OpenAnswer, open, type Request, send } from './http.ts';

export interface ModernOptions {
  readonly id?: string | number;
  readonly capabilities?: object;
  /** Members of `_meta` beside the required ones; an undefined one is left out. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Headers beside the required ones; an undefined one is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

const NAME_MEMBER: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/** The body of a request. */
export function modernBody(method: string, params: object = {}, options: ModernOptions = {}): object {
  const { id = 1, capabilities = {}, meta } = options;
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'wire-test', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': capabilities,
    ...meta,
  };
  return { jsonrpc: '2.0', id, method, params: { ...params, _meta } };
}

export function modernHeaders(method: string, params: object = {}): Record<string, string> {
  const named = (params as Record<string, unknown>)[NAME_MEMBER[method] ?? ''];
  return {
    'MCP-Protocol-Version': '2026-07-28',
    'Mcp-Method': method,
    ...(typeof named === 'string' && { 'Mcp-Name': named }),
  };
}

function modernRequest(method: string, params: object, options: ModernOptions): Request {
  const headers = { ...modernHeaders(method, params), ...options.headers };
  return { headers, body: modernBody(method, params, options) };
}

/** Sends a request and reads its whole answer. */
export function modern(
  url: string,
  method: string,
  params: object = {},
  options: ModernOptions = {},
): Promise<Answer> {
  return send(url, modernRequest(method, params, options));
}

/** Calls a tool. */
export function callTool(
  url: string,
  name: string,
  args: object = {},
  options: ModernOptions & { readonly params?: object } = {},
): Promise<Answer> {
  return modern(url, 'tools/call', { name, arguments: args, ...options.params }, options);
}

/** Sends a request whose answer is read as it comes. */
export function openModern(
  url: string,
  method: string,
  params: object = {},
  options: ModernOptions = {},
): Promise<OpenAnswer> {
  return open(url, modernRequest(method, params, options));
}

/** Opens a subscription and takes its acknowledgement. */
export async function listen(
  url: string,
  notifications: object,
  id: string | number = 1,
): Promise<OpenAnswer & { readonly acknowledged: RpcMessage }> {
  const answer = await openModern(url, 'subscriptions/listen', { notifications }, { id });
  return { ...answer, acknowledged: await answer.events.message() };
}

/** The text of a tool's result. */
export function textOf({ result }: RpcMessage): string | undefined {
  const [first] = (result?.['content'] ?? []) as { text?: string }[];
  return first?.text;
}
