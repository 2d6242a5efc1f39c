// Turns a result into the JSON of its era. 2026-07-28 wants a `resultType` and the server's identity on every
// result; they are spliced in front of the text rather than copied into each object.

import { type Era, META_SERVER_INFO } from '../protocol/eras.ts';
import type { Implementation } from '../protocol/mcp.ts';

const heads = new WeakMap<Implementation, string>();

/** `{"resultType":"complete","_meta":{...}` without its closing brace, made once a server. */
function modernHead(info: Implementation): string {
  let head = heads.get(info);
  if (head === undefined) {
    head = `{"resultType":"complete","_meta":${JSON.stringify({ [META_SERVER_INFO]: info })}`;
    heads.set(info, head);
  }
  return head;
}

/** @param info who answers; the same object for every result of a server. */
export function encodeResult(result: object, era: Era, info: Implementation): string {
  if (era === 'session') return JSON.stringify(result);
  const { resultType, _meta } = result as { resultType?: unknown; _meta?: object };
  if (resultType === undefined && _meta === undefined) {
    const json = JSON.stringify(result);
    return json === '{}' ? `${modernHead(info)}}` : `${modernHead(info)},${json.slice(1)}`;
  }
  return JSON.stringify({
    resultType: 'complete',
    ...result,
    _meta: { [META_SERVER_INFO]: info, ..._meta },
  });
}
