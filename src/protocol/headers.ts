// The HTTP headers that MCP reads, picked from the raw list in one pass, and the rules that tie them to the body.
// Sources: 2026-07-28 basic/transports/streamable-http "Request Metadata"; 2025-11-25 basic/transports.

import { FleetError } from './errors.ts';

/** What the runtime needs of a request's headers. A header that was not sent is undefined. */
export interface WireHeaders {
  host: string | undefined;
  origin: string | undefined;
  accept: string | undefined;
  contentType: string | undefined;
  contentLength: string | undefined;
  contentEncoding: string | undefined;
  protocolVersion: string | undefined;
  sessionId: string | undefined;
  method: string | undefined;
  name: string | undefined;
  lastEventId: string | undefined;
  authorization: string | undefined;
  /** `Mcp-Param-*` by lower-case header name. */
  params: Map<string, string> | undefined;
}

type Field = Exclude<keyof WireHeaders, 'params'>;
const FIELDS = new Map<string, Field>([
  ['host', 'host'],
  ['origin', 'origin'],
  ['accept', 'accept'],
  ['content-type', 'contentType'],
  ['content-length', 'contentLength'],
  ['content-encoding', 'contentEncoding'],
  ['mcp-protocol-version', 'protocolVersion'],
  ['mcp-session-id', 'sessionId'],
  ['mcp-method', 'method'],
  ['mcp-name', 'name'],
  ['last-event-id', 'lastEventId'],
  ['authorization', 'authorization'],
]);

const PARAM_PREFIX = 'mcp-param-';

/**
 * Reads the headers as `node:http` has parsed them, which costs next to nothing, unless one was sent twice: then the
 * raw list decides.
 * @param parsed lower-case names
 * @throws FleetError INVALID_REQUEST when a header that decides something was sent twice.
 */
export function readParsedHeaders(
  parsed: Readonly<Record<string, string | string[] | undefined>>,
  raw: readonly string[],
): WireHeaders {
  let names = 0;
  let params: Map<string, string> | undefined;
  for (const name in parsed) {
    names++;
    if (!name.startsWith(PARAM_PREFIX)) continue;
    params ??= new Map();
    params.set(name, parsed[name] as string);
  }
  if (names * 2 !== raw.length) return readHeaders(raw);
  return {
    host: parsed['host'] as string | undefined,
    origin: parsed['origin'] as string | undefined,
    accept: parsed['accept'] as string | undefined,
    contentType: parsed['content-type'] as string | undefined,
    contentLength: parsed['content-length'] as string | undefined,
    contentEncoding: parsed['content-encoding'] as string | undefined,
    protocolVersion: parsed['mcp-protocol-version'] as string | undefined,
    sessionId: parsed['mcp-session-id'] as string | undefined,
    method: parsed['mcp-method'] as string | undefined,
    name: parsed['mcp-name'] as string | undefined,
    lastEventId: parsed['last-event-id'] as string | undefined,
    authorization: parsed['authorization'] as string | undefined,
    params,
  };
}

/**
 * Reads a raw header list (name, value, name, value, ...).
 * @throws FleetError INVALID_REQUEST when a header that decides something was sent twice.
 */
export function readHeaders(raw: readonly string[]): WireHeaders {
  const headers: WireHeaders = {
    host: undefined,
    origin: undefined,
    accept: undefined,
    contentType: undefined,
    contentLength: undefined,
    contentEncoding: undefined,
    protocolVersion: undefined,
    sessionId: undefined,
    method: undefined,
    name: undefined,
    lastEventId: undefined,
    authorization: undefined,
    params: undefined,
  };
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    const value = raw[i + 1] as string;
    const field = FIELDS.get(name);
    if (field === undefined) {
      addParam(headers, name, value);
    } else if (headers[field] === undefined) {
      headers[field] = value;
    } else if (field === 'accept') {
      // A list header may be split over several lines (RFC 9110 section 5.3).
      headers.accept = `${headers.accept}, ${value}`;
    } else {
      throw duplicate(name);
    }
  }
  return headers;
}

function addParam(headers: WireHeaders, name: string, value: string): void {
  if (!name.startsWith(PARAM_PREFIX)) return;
  headers.params ??= new Map();
  if (headers.params.has(name)) throw duplicate(name);
  headers.params.set(name, value);
}

function duplicate(name: string): FleetError {
  return new FleetError('INVALID_REQUEST', `Invalid request: the header "${name}" was sent more than once.`);
}

// Visible ASCII, space and tab (RFC 9110 section 5.5); everything else must come Base64-encoded.
const UNSAFE = /[^\x20-\x7e\t]/;
const SENTINEL_PREFIX = '=?base64?';
const SENTINEL_SUFFIX = '?=';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Undoes the `=?base64?...?=` encoding of `Mcp-Name` and `Mcp-Param-*` values.
 * @returns undefined when the value has invalid characters or broken Base64 or UTF-8.
 */
export function decodeHeaderValue(value: string): string | undefined {
  if (UNSAFE.test(value)) return undefined;
  if (!value.startsWith(SENTINEL_PREFIX) || !value.endsWith(SENTINEL_SUFFIX)) return value;
  const encoded = value.slice(SENTINEL_PREFIX.length, -SENTINEL_SUFFIX.length);
  if (!BASE64.test(encoded)) return undefined;
  try {
    return utf8.decode(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
}

/** A value for `Mcp-Name` or `Mcp-Param-*`, encoded where it could not travel as it is. */
export function encodeHeaderValue(value: string): string {
  const isPlain = !UNSAFE.test(value) && value.trim() === value && !value.startsWith(SENTINEL_PREFIX);
  if (isPlain) return value;
  return `${SENTINEL_PREFIX}${Buffer.from(value).toString('base64')}${SENTINEL_SUFFIX}`;
}

/** The body's member that `Mcp-Name` mirrors, by method. */
const NAME_SOURCE = new Map<string, 'name' | 'uri'>([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
]);

/**
 * Checks the mirrored headers of a modern request against its body. The version header is checked first, by the
 * classification.
 * @throws FleetError HEADER_MISMATCH saying which header and why.
 */
export function checkModernHeaders(
  headers: WireHeaders,
  method: string,
  params: Readonly<Record<string, unknown>>,
): void {
  if (headers.method !== method) throw mismatch('Mcp-Method', headers.method, method);
  const source = NAME_SOURCE.get(method);
  if (source === undefined) return;
  const expected = params[source];
  if (headers.name === expected && typeof expected === 'string' && !expected.startsWith(SENTINEL_PREFIX)) {
    if (!UNSAFE.test(expected)) return;
  }
  if (headers.name === undefined) throw mismatch('Mcp-Name', undefined, expected);
  const decoded = decodeHeaderValue(headers.name);
  if (decoded === undefined) {
    throw headerMismatch('Mcp-Name has invalid characters or broken Base64');
  }
  if (decoded !== expected) throw mismatch('Mcp-Name', decoded, expected);
}

function mismatch(header: string, got: string | undefined, expected: unknown): FleetError {
  if (got === undefined) return headerMismatch(`the required header ${header} is missing`);
  const shown = typeof expected === 'string' ? `"${clip(expected)}"` : 'missing';
  return headerMismatch(`${header} header value "${clip(got)}" does not match the body value, ${shown}`);
}

/** A HEADER_MISMATCH error. */
export function headerMismatch(problem: string): FleetError {
  return new FleetError('HEADER_MISMATCH', `Header mismatch: ${problem}.`);
}

function clip(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}

/** What the spec tells clients to send. */
const USUAL_ACCEPT = 'application/json, text/event-stream';

/** Whether an `Accept` header admits a media type; a missing header admits nothing here. */
export function accepts(accept: string | undefined, type: 'application/json' | 'text/event-stream'): boolean {
  if (accept === undefined) return false;
  if (accept === USUAL_ACCEPT || accept.includes(type)) return true;
  const group = type === 'application/json' ? 'application/*' : 'text/*';
  return accept.toLowerCase().includes(type) || accept.includes('*/*') || accept.includes(group);
}

/** Whether a `Content-Type` header says JSON (parameters such as a charset are ignored). */
export function isJsonContentType(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json';
}
