// The session handle: what a session is, signed, so that any node knows a session it never saw without a lookup.
// Only facts that never change are in it; a client can read them but not alter them.

import { createHash } from 'node:crypto';
import {
  type ClientFacts,
  isImplementation,
  SESSION_VERSIONS,
  type SessionVersion,
} from '../protocol/eras.ts';
import { FleetError } from '../protocol/errors.ts';
import { isObject } from '../protocol/json-rpc.ts';
import type { ClientCapabilities } from '../protocol/mcp.ts';
import type { KeyRing } from '../protocol/sealing.ts';

/** What a session is for as long as it lives. */
export interface SessionFacts {
  /** Random and unique. */
  readonly id: string;
  readonly protocolVersion: SessionVersion;
  readonly client: ClientFacts;
  /** See `hashPrincipal`. */
  readonly principalHash: string;
  /** Milliseconds since the epoch, in whole seconds. */
  readonly issuedAtMs: number;
}

/** The handle comes back as a header with every request, so what a client declares of itself must stay small. */
const MAX_CLIENT_BYTES = 2048;

/** A short name for a principal that does not give it away; empty when there is none. */
export function hashPrincipal(principal: string | undefined): string {
  if (principal === undefined) return '';
  return createHash('sha256').update(principal).digest('base64url').slice(0, 16);
}

/** @throws FleetError INVALID_PARAMS when the client declares more than fits a header. */
export function mintHandle(ring: KeyRing, facts: SessionFacts): string {
  const { info, capabilities } = facts.client;
  // Only what a server can act on; `experimental` and icons would fill the header for nothing.
  const { experimental: _, ...declared } = capabilities;
  const client = JSON.stringify({ c: declared, n: info?.name, v: info?.version, t: info?.title });
  if (Buffer.byteLength(client) > MAX_CLIENT_BYTES) {
    throw new FleetError(
      'INVALID_PARAMS',
      `Invalid params: "clientInfo" and "capabilities" together must be shorter than ${MAX_CLIENT_BYTES} bytes.`,
    );
  }
  const version = SESSION_VERSIONS.indexOf(facts.protocolVersion);
  const fields = [facts.id, version, Math.floor(facts.issuedAtMs / 1000), facts.principalHash];
  const payload = Buffer.from(`${JSON.stringify(fields).slice(0, -1)},${client}]`).toString('base64url');
  return `${payload}.${ring.sign(payload)}`;
}

/** The facts of a handle, or undefined when this fleet did not sign it. */
export function readHandle(ring: KeyRing, handle: string): SessionFacts | undefined {
  const dot = handle.indexOf('.');
  if (dot <= 0) return undefined;
  const payload = handle.slice(0, dot);
  if (!ring.verify(payload, handle.slice(dot + 1))) return undefined;
  // Signed by us, so its shape is ours; a future version of the fleet may have signed another one.
  const fields: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  if (!Array.isArray(fields)) return undefined;
  const [id, versionIndex, issuedAtSeconds, principalHash, client] = fields as unknown[];
  const protocolVersion = SESSION_VERSIONS[versionIndex as number];
  if (typeof id !== 'string' || protocolVersion === undefined || typeof issuedAtSeconds !== 'number') {
    return undefined;
  }
  if (typeof principalHash !== 'string' || !isObject(client) || !isObject(client['c'])) return undefined;
  const info = {
    name: client['n'],
    version: client['v'],
    ...(client['t'] !== undefined && { title: client['t'] }),
  };
  return {
    id,
    protocolVersion,
    principalHash,
    issuedAtMs: issuedAtSeconds * 1000,
    client: {
      capabilities: client['c'] as ClientCapabilities,
      info: isImplementation(info) ? info : undefined,
    },
  };
}
