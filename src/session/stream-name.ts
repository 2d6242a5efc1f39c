// The names of streams say what any node must know of a stream that it never saw: which node runs it, what it is for, and
// which request it answers.

import { isRequestId, type RequestId } from '../protocol/json-rpc.ts';

/** Longer request ids are not carried in stream names. */
const MAX_CARRIED_ID = 96;

/** @param unique letters and digits */
export function nameForRequest(nodeId: string, unique: string, requestId: RequestId): string {
  const carried = Buffer.from(JSON.stringify(requestId)).toString('base64url');
  return `r-${nodeId}-${unique}${carried.length > MAX_CARRIED_ID ? '' : `-${carried}`}`;
}

/** @param unique letters and digits */
export function nameForListening(nodeId: string, unique: string): string {
  return `g-${nodeId}-${unique}`;
}

export function isForListening(streamId: string): boolean {
  return streamId.startsWith('g-');
}

/** The node that runs the stream, unless it was lost and another goes on with it. */
export function nodeOf(streamId: string): string | undefined {
  return streamId.split('-', 2)[1];
}

/** The request that the stream answers. */
export function requestOf(streamId: string): RequestId | undefined {
  const [, , , ...carried] = streamId.split('-');
  if (carried.length === 0) return undefined;
  try {
    const id: unknown = JSON.parse(Buffer.from(carried.join('-'), 'base64url').toString());
    return isRequestId(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
