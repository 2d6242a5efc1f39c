// The tools that lists of the servers have shown: the names that limits may be given for, the arguments that clients of
// 2026-07-28 mirror into headers, and which calls may be run twice.

import { type HeaderParameter, headerParameters } from '../../protocol/header-parameters.ts';
import { isObject } from '../../protocol/json-rpc.ts';
import type { JsonObject } from '../../protocol/mcp.ts';

interface KnownTool {
  readonly headers: readonly HeaderParameter[];
  readonly isRepeatable: boolean;
}

/** Servers that differ by principal may have any number of tools together. */
const MAX_TOOLS = 10_000;

const NONE: readonly HeaderParameter[] = [];

export class KnownTools {
  readonly #tools = new Map<string, KnownTool>();

  has(name: string): boolean {
    return this.#tools.has(name);
  }

  names(): readonly string[] {
    return [...this.#tools.keys()];
  }

  headersOf(name: string): readonly HeaderParameter[] {
    return this.#tools.get(name)?.headers ?? NONE;
  }

  /** Whether its author said that it only reads, or that it is idempotent. */
  isRepeatable(name: string): boolean {
    return this.#tools.get(name)?.isRepeatable === true;
  }

  /** @param result of `tools/list` */
  learn(result: JsonObject): void {
    const { tools } = result;
    if (!Array.isArray(tools)) return;
    for (const tool of tools as unknown[]) {
      if (!isObject(tool) || typeof tool['name'] !== 'string' || this.#tools.size >= MAX_TOOLS) continue;
      this.#tools.set(tool['name'], { headers: headersIn(tool), isRepeatable: isRepeatable(tool) });
    }
  }

  clear(): void {
    this.#tools.clear();
  }
}

/** Clients drop a tool whose annotations are wrong, so there is nothing to check. */
function headersIn({ inputSchema }: JsonObject): readonly HeaderParameter[] {
  if (!isObject(inputSchema)) return NONE;
  try {
    return headerParameters(inputSchema);
  } catch {
    return NONE;
  }
}

function isRepeatable({ annotations }: JsonObject): boolean {
  if (!isObject(annotations)) return false;
  return annotations['readOnlyHint'] === true || annotations['idempotentHint'] === true;
}
