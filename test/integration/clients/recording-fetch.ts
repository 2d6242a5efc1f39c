// Lets a test see what a client put on the wire, without a proxy in between.

import type { SentRequest, Wire } from './client.ts';

/** A `fetch` that appends every request to `sent` once its status is known. */
export function recordingFetch(
  sent: SentRequest[],
): (url: string | URL, init?: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const response = await fetch(url, init);
    const isJson = response.headers.get('content-type') === 'application/json';
    const reply = isJson ? ((await response.clone().json()) as Wire) : undefined;
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as Wire) : undefined;
    sent.push({
      httpMethod: init?.method ?? 'GET',
      headers: new Headers(init?.headers),
      body,
      status: response.status,
      reply,
    });
    return response;
  };
}

/** The JSON-RPC methods that were sent, in order. */
export function methodsOf(sent: readonly SentRequest[]): unknown[] {
  return sent.filter(({ body }) => body !== undefined).map(({ body }) => body?.['method'] ?? 'response');
}

/** The requests of one JSON-RPC method. */
export function sentOf(sent: readonly SentRequest[], method: string): SentRequest[] {
  return sent.filter(({ body }) => body?.['method'] === method);
}
