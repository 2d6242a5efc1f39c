// Which protocol era a message belongs to. The body decides: a request that carries per-request metadata is modern,
// `initialize` opens a session, everything else belongs to a session. Headers are cross-checked, never decisive
// alone. Sources: 2026-07-28 basic/versioning, "Backward Compatibility", and basic/transports/streamable-http.

import { FleetError } from './errors.ts';
import { headerMismatch, type WireHeaders } from './headers.ts';
import { isObject, type RpcMessage, type RpcNotification, type RpcRequest } from './json-rpc.ts';
import type { ClientCapabilities, Implementation, JsonObject } from './mcp.ts';

export const MODERN_VERSION = '2026-07-28';
export const LATEST_SESSION_VERSION = '2025-11-25';

export const SESSION_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26'] as const;
export type SessionVersion = (typeof SESSION_VERSIONS)[number];

/** All revisions served, newest first. */
export const SUPPORTED_VERSIONS: readonly string[] = [MODERN_VERSION, ...SESSION_VERSIONS];

export const META_PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';
export const META_CLIENT_INFO = 'io.modelcontextprotocol/clientInfo';
export const META_CLIENT_CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
export const META_LOG_LEVEL = 'io.modelcontextprotocol/logLevel';
export const META_SERVER_INFO = 'io.modelcontextprotocol/serverInfo';
export const META_SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';

export type Era = 'modern' | 'session';

/** What a client says of itself, with each modern request or once when it opens a session. */
export interface ClientFacts {
  readonly info: Implementation | undefined;
  readonly capabilities: ClientCapabilities;
}

export function isSessionVersion(version: unknown): version is SessionVersion {
  return (SESSION_VERSIONS as readonly unknown[]).includes(version);
}

/** The version that `initialize` answers: the client's when we serve it, else our latest of that era. */
export function negotiateSessionVersion(requested: unknown): SessionVersion {
  return isSessionVersion(requested) ? requested : LATEST_SESSION_VERSION;
}

export type Route = 'modern' | 'open-session' | 'session';

/**
 * Decides the era of a message.
 * @throws FleetError INVALID_PARAMS, HEADER_MISMATCH or UNSUPPORTED_PROTOCOL_VERSION, each HTTP 400.
 */
export function classify(message: RpcMessage, headers: WireHeaders): Route {
  if (message.kind === 'response') return 'session';
  const claimed = claimedVersion(message);
  if (claimed === MODERN_VERSION) {
    if (headers.protocolVersion !== MODERN_VERSION) throw versionMismatch(headers.protocolVersion, claimed);
    return 'modern';
  }
  if (claimed !== undefined) checkSessionClaim(claimed, headers.protocolVersion);
  if (message.method === 'initialize' && message.kind === 'request') return 'open-session';
  if (headers.protocolVersion === MODERN_VERSION) {
    // Notifications need no metadata of their own in the modern era.
    if (message.kind === 'notification') return 'modern';
    throw missingMeta(META_PROTOCOL_VERSION);
  }
  return 'session';
}

/**
 * The same where messages have no headers, as on stdio: the body alone decides.
 * @throws FleetError INVALID_PARAMS or UNSUPPORTED_PROTOCOL_VERSION
 */
export function classifyByBody(message: RpcMessage): Route {
  if (message.kind === 'response') return 'session';
  const claimed = claimedVersion(message);
  if (claimed === MODERN_VERSION) return 'modern';
  if (claimed !== undefined) checkSessionClaim(claimed, undefined);
  return message.method === 'initialize' && message.kind === 'request' ? 'open-session' : 'session';
}

function claimedVersion({ params }: RpcRequest | RpcNotification): unknown {
  const meta = params['_meta'];
  return isObject(meta) ? meta[META_PROTOCOL_VERSION] : undefined;
}

function checkSessionClaim(claimed: unknown, header: string | undefined): void {
  if (typeof claimed !== 'string') {
    throw new FleetError(
      'INVALID_PARAMS',
      `Invalid params: _meta["${META_PROTOCOL_VERSION}"] must be a string.`,
    );
  }
  if (header !== undefined && header !== claimed) throw versionMismatch(header, claimed);
  if (!isSessionVersion(claimed)) throw unsupportedVersion(claimed);
}

function versionMismatch(header: string | undefined, claimed: string): FleetError {
  return headerMismatch(
    header === undefined
      ? 'the required header MCP-Protocol-Version is missing'
      : `MCP-Protocol-Version header value "${header}" does not match the body value, "${claimed}"`,
  );
}

export function unsupportedVersion(requested: string): FleetError {
  return new FleetError(
    'UNSUPPORTED_PROTOCOL_VERSION',
    `Unsupported protocol version "${requested}"; this server speaks ${SUPPORTED_VERSIONS.join(', ')}.`,
    { data: { supported: SUPPORTED_VERSIONS, requested } },
  );
}

/** The error for a request without one of the members that every modern request has. */
export function missingMeta(key: string, remedy?: string): FleetError {
  const problem = `Invalid params: params._meta["${key}"] is missing or malformed`;
  return new FleetError('INVALID_PARAMS', remedy === undefined ? `${problem}.` : `${problem}; ${remedy}.`);
}

/**
 * The client's facts from a modern request's metadata.
 * @throws FleetError INVALID_PARAMS when the required capabilities are missing, or something is malformed.
 */
export function readClientFacts(meta: JsonObject): ClientFacts {
  const capabilities = meta[META_CLIENT_CAPABILITIES];
  if (!isClientCapabilities(capabilities)) throw missingMeta(META_CLIENT_CAPABILITIES);
  const info = meta[META_CLIENT_INFO];
  if (info !== undefined && !isImplementation(info)) throw missingMeta(META_CLIENT_INFO);
  return { capabilities, info };
}

/** Whether each capability that a client declares is an object, as questions and handlers take for granted. */
export function isClientCapabilities(value: unknown): value is ClientCapabilities {
  if (!isObject(value)) return false;
  const { roots, sampling, elicitation, experimental, extensions } = value;
  return (
    (elicitation === undefined || isObject(elicitation)) &&
    (sampling === undefined || isObject(sampling)) &&
    (roots === undefined || isObject(roots)) &&
    (experimental === undefined || isObject(experimental)) &&
    (extensions === undefined || isObject(extensions))
  );
}

export function isImplementation(value: unknown): value is Implementation {
  return isObject(value) && typeof value['name'] === 'string' && typeof value['version'] === 'string';
}

/**
 * The header check of a request inside a session: absent is fine, because the session knows its version.
 * @throws FleetError UNSUPPORTED_PROTOCOL_VERSION
 */
export function checkSessionVersionHeader(version: string | undefined): void {
  if (version !== undefined && !isSessionVersion(version)) throw unsupportedVersion(version);
}
