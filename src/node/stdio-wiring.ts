// Puts a node for a single client on a pair of pipes together, as wiring.ts does for one on a port. There are no
// other nodes and no stores: everything ends with the process.

import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { KeyRing } from '../protocol/sealing.ts';
import type { Backend } from '../server/backend.ts';
import { RequestStates } from '../server/request-state.ts';
import type { SessionLink } from '../server/session-link.ts';
import { ServerRequests } from '../session/server-requests.ts';
import type { Session } from '../session/sessions.ts';
import { StdioEndpoint } from '../stdio/stdio-endpoint.ts';
import { MemoryRateStore } from '../stores/memory/memory-rate-store.ts';
import { createCallHost } from './call-host.ts';
import { CallRunner } from './call-runner.ts';
import { after, monotonic, now, randomName, shortly, soon } from './clock.ts';
import { LineMessages } from './line-messages.ts';
import { ModernMessages } from './modern-messages.ts';
import type { FilledNodeOptions } from './node-options.ts';
import { NodeSessionLink } from './node-session-link.ts';
import { Notices } from './notices.ts';
import { Protections } from './protections.ts';
import { RunningCalls } from './running-calls.ts';
import { SessionCalls } from './session-calls.ts';

export interface StdioWiringInit {
  readonly nodeId: string;
  readonly options: FilledNodeOptions;
  readonly backend: Backend;
  readonly pipes: Pipes;
}

export interface Pipes {
  readonly input: Readable;
  readonly output: Writable;
}

/** What the life of such a node is about. */
export interface StdioWiring {
  readonly endpoint: StdioEndpoint;
  readonly messages: LineMessages;
  readonly running: RunningCalls;
  readonly serverRequests: ServerRequests;
  readonly notices: Notices;
  readonly protections: Protections;
}

const NOWHERE = { answer: () => {}, cancel: () => {}, tell: () => false, hasOthers: false };

export function wireStdio({ nodeId, options, backend, pipes }: StdioWiringInit): StdioWiring {
  const host = createCallHost(options, nodeId);
  const running = new RunningCalls({ now: monotonic, after, soon: shortly });
  const streams = {
    listeners: () => (messages.session === undefined ? [] : [messages.session]).values(),
    isListening: () => true,
    tell: (_sessionId: string, message: string) => {
      endpoint.say(message);
      return true;
    },
  };
  const notices = new Notices({ backend, streams, soon, onChange: () => {} });
  const protections = new Protections({
    options,
    backend,
    nodeId,
    rates: new MemoryRateStore({ now: monotonic }),
    now: monotonic,
    after,
    soon,
    random: Math.random,
    onTransition: (tool, { to, ...facts }) =>
      options.logger.warn({ nodeId, tool, to, ...facts }, `circuit breaker is ${to}`),
  });
  const ring = new KeyRing([randomBytes(32)]);
  const states = new RequestStates({ ring, ttlMs: options.requestStateTtlMs, now, randomBytes });
  const runner = new CallRunner({ layers: protections, info: backend.info, states, running });
  const serverRequests = new ServerRequests({
    nodeId,
    lifeId: randomBytes(4).toString('hex'),
    timeoutMs: options.questionTimeoutMs,
    after,
  });
  const shared = { runner, host, now: monotonic };
  const ofSession = { running, serverRequests, elsewhere: NOWHERE, sessions: { update: updateState } };
  const linkTo = (session: Session): SessionLink =>
    new NodeSessionLink(session, { streams, serverRequests, elsewhere: NOWHERE });
  const messages = new LineMessages({
    backend,
    modern: new ModernMessages({ ...shared, backend, notices }),
    calls: new SessionCalls({ ...shared, ...ofSession, backend, linkTo }),
    running,
    serverRequests,
    host,
    abandon: (id) => endpoint.abandon(id),
    now,
    newId: randomName,
  });
  const limits = {
    maxLineBytes: options.maxBodyBytes,
    maxBufferedBytes: options.maxStreamBufferBytes,
    maxStreams: options.maxStreams,
  };
  const endpoint = new StdioEndpoint({ ...pipes, ...limits }, (value, exchange) =>
    messages.take(value, exchange),
  );
  return { endpoint, messages, running, serverRequests, notices, protections };
}

function updateState(session: Session, change: Partial<Session['state']>): void {
  session.state = { ...session.state, ...change };
}
