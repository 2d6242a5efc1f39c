// Server-Sent Events framing. Messages are JSON text without raw line breaks, so one `data:` line carries each.
// Source: WHATWG HTML, "Server-sent events".

/** One event that carries a JSON-RPC message. */
export function sseMessage(json: string): string {
  return `event: message\ndata: ${json}\n\n`;
}

/** One event with an id that a client can return with as `Last-Event-ID`. */
export function sseMessageWithId(id: string, json: string): string {
  return `id: ${id}\nevent: message\ndata: ${json}\n\n`;
}

/**
 * The first event of a resumable stream: an id to return with, and no data.
 * Source: 2025-11-25 basic/transports, "Sending Messages to the Server", 6.
 */
export function ssePriming(id: string): string {
  return `id: ${id}\ndata: \n\n`;
}

/** Tells the client how long to wait, in milliseconds, before it reconnects. */
export function sseRetry(retryMs: number): string {
  return `retry: ${retryMs}\n\n`;
}

/** A comment that keeps intermediaries from closing a quiet stream. */
export const SSE_KEEP_ALIVE = ':\n\n';
