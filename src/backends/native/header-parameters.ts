// PLACEHOLDER until the real file is written by its owner: overwrite me.
import type { JsonObject } from '../../protocol/mcp.ts';
export interface HeaderParameter { readonly header: string; readonly path: readonly string[]; readonly type: 'string' | 'integer' | 'boolean' }
export function headerParameters(json: JsonObject): readonly HeaderParameter[] {
  return Object.entries((json['properties'] ?? {}) as Record<string, JsonObject>).flatMap(([name, s]) => typeof s['x-mcp-header'] === 'string' ? [{ header: `mcp-param-${s['x-mcp-header'].toLowerCase()}`, path: [name], type: s['type'] as 'string' }] : []);
}
