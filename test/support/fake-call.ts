// Calls without a network: what they send is kept, and what they report as failed is noted.

import type { InputRequest } from '../../src/protocol/mcp.ts';
import {
  Call,
  type CallChannel,
  type CallHost,
  type CallInit,
  type HttpFacts,
} from '../../src/server/call.ts';

export class FakeChannel implements CallChannel {
  readonly sent: unknown[] = [];
  readonly http: HttpFacts = { headers: {}, remoteAddress: '127.0.0.1' };
  ask: CallChannel['ask'];
  closeStream: CallChannel['closeStream'];

  /** @param answer answers questions, as clients of the session eras do; without it nobody can be asked */
  constructor(answer?: (request: InputRequest, signal: AbortSignal) => unknown) {
    if (answer !== undefined) this.ask = async (request, signal) => answer(request, signal);
  }

  send(message: string): void {
    this.sent.push(JSON.parse(message));
  }
}

export class FakeHost implements CallHost {
  exposeErrors = false;
  readonly reported: { error: unknown; what: string }[] = [];

  report(error: unknown, what: string): string {
    this.reported.push({ error, what });
    return `ref-${this.reported.length}`;
  }
}

/** A modern `tools/call` of a client that can do everything, unless told otherwise. */
export function fakeCall(init: Partial<CallInit> = {}): Call {
  return new Call({
    id: 1,
    method: 'tools/call',
    params: { name: 'add', arguments: {} },
    era: 'modern',
    protocolVersion: init.era === 'session' ? '2025-11-25' : '2026-07-28',
    client: {
      info: undefined,
      capabilities: { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} },
    },
    channel: new FakeChannel(),
    host: new FakeHost(),
    startedAtMs: 1_800_000_000_000,
    timeoutMs: 5000,
    ...init,
  });
}
