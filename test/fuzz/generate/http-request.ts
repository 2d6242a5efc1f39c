// Requests as HTTP has them, before they are bytes: right ones around any body.

import type { Message } from './messages.ts';
import { MODERN, type Revision } from './revisions.ts';

export type Header = [name: string, value: string];

export interface HttpRequest {
  method: string;
  target: string;
  version: string;
  /** Without those that frame the body. Values are Latin-1. */
  headers: Header[];
  /** Undefined: none, and nothing that tells of one. */
  body: Buffer | undefined;
}

export interface RequestFacts {
  readonly revision: Revision;
  /** In the session eras. */
  readonly handle?: string | undefined;
  /** API key, where the server wants one. */
  readonly key: string | undefined;
}

export function commonHeaders({ revision, handle, key }: RequestFacts): Header[] {
  const headers: Header[] = [['Host', '127.0.0.1']];
  if (key !== undefined) headers.push(['Authorization', `Bearer ${key}`]);
  if (revision === MODERN || handle !== undefined) headers.push(['MCP-Protocol-Version', revision]);
  if (handle !== undefined) headers.push(['Mcp-Session-Id', handle]);
  return headers;
}

/** A POST of that body. `message` is what the body says, or what its headers claim that it does. */
export function post(body: Buffer, message: unknown, facts: RequestFacts): HttpRequest {
  const headers = commonHeaders(facts);
  headers.push(
    ['Content-Type', 'application/json'],
    ['Accept', 'application/json, text/event-stream'],
    ...(facts.revision === MODERN ? mirroredHeaders(message) : []),
  );
  return { method: 'POST', target: '/mcp', version: 'HTTP/1.1', headers, body };
}

/** The request that ends a session. */
export function deletion(handle: string, key: string | undefined): HttpRequest {
  const headers: Header[] = [
    ['Host', '127.0.0.1'],
    ['Mcp-Session-Id', handle],
  ];
  if (key !== undefined) headers.push(['Authorization', `Bearer ${key}`]);
  return { method: 'DELETE', target: '/mcp', version: 'HTTP/1.1', headers, body: undefined };
}

const NAME_MEMBER: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
};

/** The headers of 2026-07-28 that repeat what a body says, as far as it says it. */
function mirroredHeaders(message: unknown): Header[] {
  const { method, params } = (message ?? {}) as { method?: unknown; params?: unknown };
  if (typeof method !== 'string') return [];
  const headers: Header[] = [['Mcp-Method', headerSafe(method)]];
  const member = NAME_MEMBER[method];
  const { [member ?? '']: name, arguments: args } = (params ?? {}) as Partial<Message['params']> & object;
  if (member !== undefined && typeof name === 'string') headers.push(['Mcp-Name', mirrored(name)]);
  for (const [parameter, value] of Object.entries((args ?? {}) as object)) {
    const header = PARAMETER_HEADERS[parameter];
    if (header === undefined || typeof value === 'object') continue;
    headers.push([header, mirrored(String(value))]);
  }
  return headers;
}

/** The arguments that tools of the server under test mirror into headers. */
const PARAMETER_HEADERS: Readonly<Record<string, string>> = {
  region: 'Mcp-Param-Region',
  shard: 'Mcp-Param-Shard',
};

/** As clients have to write a value that a header may not carry as it is. */
export function mirrored(value: string): string {
  const needsCode = /[^\x20-\x7e]|^\s|\s$|^$|^=\?base64\?/.test(value);
  return needsCode ? `=?base64?${Buffer.from(value).toString('base64')}?=` : value;
}

/** A value that ends no line. */
export function headerSafe(value: string): string {
  return value.slice(0, 2000).replaceAll(/[^\x20-\x7e]/g, '?');
}

/** The bytes of a request, with the length of its body as it is. */
export function toBytes(request: HttpRequest): Buffer {
  const { body } = request;
  if (body === undefined) return headBytes(request, []);
  return Buffer.concat([headBytes(request, [['Content-Length', String(body.length)]]), body]);
}

/** First line, headers and the empty line. */
export function headBytes(
  { method, target, version, headers }: HttpRequest,
  framing: readonly Header[],
): Buffer {
  let head = `${method} ${target} ${version}\r\n`;
  for (const [name, value] of headers) head += `${name}: ${value}\r\n`;
  for (const [name, value] of framing) head += `${name}: ${value}\r\n`;
  return Buffer.from(`${head}\r\n`, 'latin1');
}
