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

/**
 * The field of a header. Runs for each header of each request: their length tells most names apart without a hash or
 * a copy.
 */
function fieldOf(name: string): Field | undefined {
  switch (name.length) {
    case 4:
      return is(name, 'host', 'Host') ? 'host' : undefined;
    case 6:
      if (is(name, 'accept', 'Accept')) return 'accept';
      return is(name, 'origin', 'Origin') ? 'origin' : undefined;
    case 8:
      return is(name, 'mcp-name', 'Mcp-Name') ? 'name' : undefined;
    case 10:
      return is(name, 'mcp-method', 'Mcp-Method') ? 'method' : undefined;
    case 12:
      return is(name, 'content-type', 'Content-Type') ? 'contentType' : undefined;
    case 13:
      if (is(name, 'authorization', 'Authorization')) return 'authorization';
      return is(name, 'last-event-id', 'Last-Event-ID') ? 'lastEventId' : undefined;
    case 14:
      if (is(name, 'content-length', 'Content-Length')) return 'contentLength';
      return is(name, 'mcp-session-id', 'Mcp-Session-Id') ? 'sessionId' : undefined;
    case 16:
      return is(name, 'content-encoding', 'Content-Encoding') ? 'contentEncoding' : undefined;
    case 20:
      return is(name, 'mcp-protocol-version', 'MCP-Protocol-Version') ? 'protocolVersion' : undefined;
    default:
      return undefined;
  }
}

/** Compares with the two spellings that clients use before it looks at others. */
function is(name: string, lower: string, usual: string): boolean {
  if (name === lower || name === usual) return true;
  // ASCII letters differ in this bit only.
  return (name.charCodeAt(0) | 0x20) === lower.charCodeAt(0) && name.toLowerCase() === lower;
}

const PARAM_PREFIX = 'mcp-param-';

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
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    const field = fieldOf(name);
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
  // Any case of the prefix has its dash there.
  if (name[PARAM_PREFIX.length - 1] !== '-') return;
  const lower = name.toLowerCase();
  if (!lower.startsWith(PARAM_PREFIX)) return;
  headers.params ??= new Map();
  if (headers.params.has(lower)) throw duplicate(name);
  headers.params.set(lower, value);
}

function duplicate(name: string): FleetError {
  const lower = name.toLowerCase();
  return new FleetError('INVALID_REQUEST', `Invalid request: the header "${lower}" was sent more than once.`);
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
