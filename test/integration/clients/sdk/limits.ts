// What the native fixture says of its tools where it registers them; for servers of the SDK the node is told.

import type { ToolScale } from 'mcp-fleet';

export const LIMITS: Record<string, ToolScale> = {
  wait: { timeoutMs: 0 },
  detach: { timeoutMs: 0 },
  'too-slow': { timeoutMs: 60 },
};

/** Why a handler of the SDK was aborted, from the words that its signal carries. */
export function codeOf(reason: unknown): string {
  return String(reason).includes('longer than its limit') ? 'DEADLINE_EXCEEDED' : 'CANCELLED';
}
