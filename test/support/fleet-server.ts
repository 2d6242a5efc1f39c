// Asks a FleetServer directly, as the layers above it do: no HTTP, no sessions.

import type { FleetServer } from '../../src/backends/native/fleet-server.ts';
import type { Reply } from '../../src/server/backend.ts';
import type { CallInit } from '../../src/server/call.ts';
import { fakeCall } from './fake-call.ts';

/** What the server replies to a request; a promise also when it replies, or refuses, at once. */
export async function ask(
  server: FleetServer,
  method: string,
  params: CallInit['params'] = {},
  init: Partial<CallInit> = {},
): Promise<Reply> {
  return await server.backend.dispatch(fakeCall({ method, params, ...init }));
}

/** The result that the server replies. @throws Error when it asks the client instead. */
export async function resultOf(...request: Parameters<typeof ask>): Promise<Record<string, unknown>> {
  const reply = await ask(...request);
  if (reply.kind === 'input-required') throw new Error(`asked for ${Object.keys(reply.requests)}`);
  return reply.kind === 'json' ? JSON.parse(reply.json) : JSON.parse(JSON.stringify(reply.result));
}
