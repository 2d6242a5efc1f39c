// Tells clients which authorization servers to get tokens from: the protected-resource metadata and where it is.
// Sources: RFC 9728 sections 2, 3.1 and 3.2; 2026-07-28 basic/authorization/authorization-server-discovery; 2025-11-25
// basic/authorization, "Protected Resource Metadata Discovery Requirements".

import type { Implementation } from '../protocol/mcp.ts';
import { isLoopbackName } from './secure-url.ts';

export interface ProtectedResourceOptions {
  /** URL of the MCP endpoint as clients reach it; undefined: the one that a request was sent to, on loopback. */
  readonly resource: URL | undefined;
  /** Path of the MCP endpoint on this node. */
  readonly path: string;
  /** Authorization servers; without any there is no metadata. */
  readonly issuers: readonly string[];
  readonly scopesSupported: readonly string[];
  /** Its title, or else its name, is told to people. Some servers know it only once they run. */
  readonly server: Pick<Implementation, 'name' | 'title'>;
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

export class ProtectedResource {
  readonly #options: ProtectedResourceOptions;
  readonly #paths: ReadonlySet<string>;

  constructor(options: ProtectedResourceOptions) {
    this.#options = options;
    const { resource, path } = options;
    // At the root too, because a client that finds nothing at the path of the endpoint looks there.
    const paths = [WELL_KNOWN, metadataPath(path), ...(resource ? [metadataPath(resource.pathname)] : [])];
    this.#paths = new Set(options.issuers.length === 0 ? [] : paths);
  }

  /** Where the metadata is, for clients that sent a request to `host`; undefined when there is none. */
  metadataUrl(host: string | undefined): string | undefined {
    const resource = this.#resourceAt(host);
    if (resource === undefined || this.#paths.size === 0) return undefined;
    return `${resource.origin}${metadataPath(resource.pathname)}`;
  }

  /** The metadata as JSON, when that is what is at `path`. */
  metadataAt(path: string, host: string | undefined): string | undefined {
    if (!this.#paths.has(path)) return undefined;
    const resource = this.#resourceAt(host);
    if (resource === undefined) return undefined;
    const { issuers, scopesSupported, server } = this.#options;
    return JSON.stringify({
      resource: identifierOf(resource),
      authorization_servers: issuers,
      ...(scopesSupported.length > 0 && { scopes_supported: scopesSupported }),
      bearer_methods_supported: ['header'],
      resource_name: server.title ?? server.name,
    });
  }

  #resourceAt(host: string | undefined): URL | undefined {
    const { resource, path } = this.#options;
    if (resource !== undefined) return resource;
    const url = `http://${host}${path}`;
    if (host === undefined || !URL.canParse(url)) return undefined;
    const derived = new URL(url);
    return isLoopbackName(derived.hostname) ? derived : undefined;
  }
}

function metadataPath(resourcePath: string): string {
  return `${WELL_KNOWN}${resourcePath.replace(/\/$/, '')}`;
}

/** Without the slash that `URL` gives to an origin: clients and issuers compare identifiers as strings. */
function identifierOf(resource: URL): string {
  return resource.pathname === '/' ? resource.origin : resource.href;
}
