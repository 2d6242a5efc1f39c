// Connects a server of SDK v2 for 2026-07-28. Only the SDK's own entry points can bind a server to that revision, and
// the one that keeps a server is `serveStdio`. We let it open a connection and put ours in its place: after that it
// is not on the way of any message.

import { META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_PROTOCOL_VERSION } from '../../protocol/eras.ts';
import type { JsonObject } from '../../protocol/mcp.ts';
import type { Connection } from './connection.ts';
import type { SdkLowLevelServer, SdkMessage, SdkServer, SdkTransport } from './sdk-shapes.ts';

/** `serveStdio` of `@modelcontextprotocol/server/stdio`. */
export type ServeStdio = (
  factory: () => SdkLowLevelServer,
  options: { transport: SdkTransport; onerror: (error: Error) => void },
) => { close(): Promise<void> };

const MODERN_REVISION = '2026-07-28';

/** The `_meta` of requests that we send ourselves. */
export const OWN_META: JsonObject = Object.freeze({
  [META_PROTOCOL_VERSION]: MODERN_REVISION,
  [META_CLIENT_INFO]: Object.freeze({ name: 'mcp-fleet', version: '1' }),
  [META_CLIENT_CAPABILITIES]: Object.freeze({}),
});

const DONE = Promise.resolve();

/** @throws Error when the SDK refuses to serve, or does it in a way that we do not know. */
export function connectModern(
  product: SdkServer,
  server: SdkLowLevelServer,
  { connection, serveStdio }: { connection: Connection; serveStdio: ServeStdio },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening: SdkTransport = {
      start: () => DONE,
      close: () => DONE,
      send: (message: SdkMessage) => {
        reject(new Error(message.error?.message ?? 'The SDK answered before it connected the server.'));
        return DONE;
      },
    };
    // The SDK connects the server to a channel of its own; the server is connected to ours instead.
    Object.defineProperty(server, 'connect', {
      configurable: true,
      value: () => {
        Reflect.deleteProperty(server, 'connect');
        const connected = connection.connect(product);
        connected.then(resolve, reject);
        return connected;
      },
    });
    serveStdio(() => server, { transport: opening, onerror: reject });
    const probe = { jsonrpc: '2.0', id: 0, method: 'server/discover', params: { _meta: OWN_META } } as const;
    opening.onmessage?.(probe);
  });
}
