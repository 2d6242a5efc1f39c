// What a server says of itself when it is asked as its clients ask it: who it is, what it can do, which tools it has.

import { META_SERVER_INFO } from '../../protocol/eras.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type { Implementation, JsonObject, ServerCapabilities } from '../../protocol/mcp.ts';
import type { Connection } from './connection.ts';
import type { KnownTools } from './known-tools.ts';
import { OWN_META } from './modern-binding.ts';

export interface Description {
  readonly info: Implementation;
  readonly instructions: string | undefined;
  readonly capabilities: ServerCapabilities;
  /** Freshness of what is said here (2026-07-28). */
  readonly cache: { readonly ttlMs: number; readonly cacheScope: 'public' | 'private' };
}

/** More pages than any list has. */
const MAX_PAGES = 1000;

/** Asks a server that is bound to 2026-07-28. */
export async function discover(connection: Connection): Promise<Description> {
  const result = await connection.request('server/discover', { _meta: OWN_META });
  const meta = isObject(result['_meta']) ? result['_meta'] : {};
  return describe(result, meta[META_SERVER_INFO]);
}

/** What a server of the session eras answered to `initialize`. */
export function described(initialized: JsonObject): Description {
  return describe(initialized, initialized['serverInfo']);
}

function describe(result: JsonObject, info: unknown): Description {
  const { instructions, capabilities, ttlMs, cacheScope } = result;
  return {
    info: info as Implementation,
    instructions: typeof instructions === 'string' ? instructions : undefined,
    capabilities: isObject(capabilities) ? (capabilities as ServerCapabilities) : {},
    cache: {
      ttlMs: typeof ttlMs === 'number' ? ttlMs : 0,
      cacheScope: cacheScope === 'public' ? 'public' : 'private',
    },
  };
}

/** Lists the server's tools. A server that cannot list them has none that anybody could limit. */
export async function learnTools(
  connection: Connection,
  { tools, isModern }: { tools: KnownTools; isModern: boolean },
): Promise<void> {
  let cursor: unknown;
  try {
    for (let page = 0; page < MAX_PAGES; page++) {
      const params = { ...(cursor !== undefined && { cursor }), ...(isModern && { _meta: OWN_META }) };
      const result = await connection.request('tools/list', params);
      tools.learn(result);
      cursor = result['nextCursor'];
      if (cursor === undefined) return;
    }
  } catch {
    return;
  }
}
