// The text of a tool result that has one block.

import type { Wire } from './client.ts';

export function textOf(result: Wire): string {
  const [block] = result['content'] as [{ text?: unknown }?];
  return String(block?.text);
}

/** The value behind a result whose text is JSON. */
export function jsonOf(result: Wire): unknown {
  return JSON.parse(textOf(result));
}
