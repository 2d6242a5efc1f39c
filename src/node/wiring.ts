// Puts a node together: each object is made here, once, and handed to those who need it. Time, randomness and timers
// come in here too, so that everything below can be tested without waiting.

import { randomBytes } from 'node:crypto';
import { AccessControl } from '../auth/access-control.ts';
import type { NodeEntry } from '../cluster/directory-store.ts';
import { Endpoint, type OperationsPage } from '../http/endpoint.ts';
import type { KeyRing } from '../protocol/sealing.ts';
import type { Backend } from '../server/backend.ts';
import type { CallHost } from '../server/call.ts';
import { RequestStates } from '../server/request-state.ts';
import type { SessionLink } from '../server/session-link.ts';
import { ServerRequests } from '../session/server-requests.ts';
import { type Session, Sessions } from '../session/sessions.ts';
import { StreamResumption } from '../session/stream-resumption.ts';
import { SessionStreams } from '../session/streams.ts';
import { LoopMonitor } from '../telemetry/loop-monitor.ts';
import { PerfHooksLoopSource } from '../telemetry/loop-monitor-source.ts';
import { createCallHost } from './call-host.ts';
import { CallRunner } from './call-runner.ts';
import { after, afterUnref, monotonic, now, randomName, shortly, soon } from './clock.ts';
import type { FleetStores } from './fleet-stores.ts';
import { Membership } from './membership.ts';
import { ModernMessages } from './modern-messages.ts';
import type { FilledNodeOptions } from './node-options.ts';
import { NodeSessionLink } from './node-session-link.ts';
import { Notices } from './notices.ts';
import { Pipeline } from './pipeline.ts';
import { Protections } from './protections.ts';
import { RunningCalls } from './running-calls.ts';
import { SessionCalls } from './session-calls.ts';
import { SessionMessages } from './session-messages.ts';

export interface WiringInit {
  readonly nodeId: string;
  readonly options: FilledNodeOptions;
  readonly backend: Backend;
  readonly ring: KeyRing;
  readonly stores: FleetStores;
  /** Whether the node takes new work. */
  readonly accepting: () => boolean;
  /** What the node says of itself to the others. */
  readonly self: () => NodeEntry;
  /** Pages beside the MCP endpoint. */
  readonly operations: OperationsPage;
}

/** What the life of a node is about. */
export interface Wiring {
  readonly endpoint: Endpoint;
  readonly running: RunningCalls;
  readonly sessions: Sessions;
  readonly streams: SessionStreams;
  readonly resumption: StreamResumption;
  readonly serverRequests: ServerRequests;
  readonly notices: Notices;
  readonly protections: Protections;
  readonly membership: Membership;
  readonly loop: LoopMonitor;
  readonly backend: Backend;
}

/** Milliseconds between two looks at a stream that another node runs for a client here. */
const FOLLOW_CHECK_MS = 1000;

export function wire(init: WiringInit): Wiring {
  const { nodeId, options, backend, ring, stores } = init;
  const { logger, resumeTtlMs, sessionTtlMs: ttlMs, sessionMaxAgeMs: maxAgeMs } = options;
  const host: CallHost = {
    ...createCallHost(options, nodeId),
    insufficientScope: (scopes, { headers }) => access?.insufficientScope(scopes, String(headers['host'])),
  };
  const membership = new Membership({
    nodeId,
    stores,
    self: init.self,
    heartbeatMs: options.heartbeatMs,
    after: afterUnref,
    logger,
  });
  const sessions = new Sessions({
    ring,
    store: stores.sessions,
    ttlMs,
    maxAgeMs,
    now,
    newId: randomName,
    onUpdated: (session) => membership.sessionChanged(session),
  });
  const streams = new SessionStreams({
    nodeId,
    sessions,
    log: stores.events,
    retryMs: options.reconnectDelayMs,
    detachedTtlMs: resumeTtlMs,
    newId: randomName,
    after,
  });
  const running = new RunningCalls({ now: monotonic, after, soon: shortly });
  const onChange = (change: Parameters<Membership['changed']>[0]): void => membership.changed(change);
  const notices = new Notices({ backend, streams, soon, onChange });
  const resumption = new StreamResumption({
    nodeId,
    log: stores.events,
    streams,
    remote: membership,
    checkMs: FOLLOW_CHECK_MS,
    resumeTtlMs,
    after: afterUnref,
    onMissed: (session) => notices.resynchronizeSession(session),
  });
  const protections = new Protections({
    options,
    backend,
    nodeId,
    rates: stores.rates,
    now: monotonic,
    after,
    soon,
    random: Math.random,
    onTransition: (tool, { to, ...facts }) =>
      logger.warn({ nodeId, tool, to, ...facts }, `circuit breaker is ${to}`),
  });
  const loop = new LoopMonitor({
    source: new PerfHooksLoopSource(),
    now: monotonic,
    after: afterUnref,
    onReading: ({ delayP99Ms }) => protections.guard.observe(delayP99Ms),
  });
  const states = new RequestStates({ ring, ttlMs: options.requestStateTtlMs, now, randomBytes });
  const runner = new CallRunner({ layers: protections, info: backend.info, states, running });
  const serverRequests = new ServerRequests({
    nodeId,
    lifeId: randomBytes(4).toString('hex'),
    timeoutMs: options.questionTimeoutMs,
    after,
  });
  const shared = { runner, host, now: monotonic };
  const ofSessions = { running, sessions, streams, serverRequests, elsewhere: membership };
  const linkTo = (session: Session): SessionLink => new NodeSessionLink(session, ofSessions);
  const calls = new SessionCalls({ ...shared, ...ofSessions, backend, linkTo });
  const access = accessControl(init, host);
  const pipeline = new Pipeline({
    modern: new ModernMessages({ ...shared, backend, notices }),
    sessions: new SessionMessages({ ...ofSessions, backend, calls, resumption }),
    access,
    openings: protections,
    identify: options.identify,
    host,
    accepting: init.accepting,
  });
  const secretHeader = access?.secretHeader;
  const endpoint = new Endpoint({ ...options, secretHeader }, pipeline, (path, hostName) => {
    const metadata = access?.metadataAt(path, hostName);
    if (metadata !== undefined) return { status: 200, body: metadata, isPublic: true };
    return init.operations(path, hostName);
  });
  const ofNode = { endpoint, running, sessions, streams, resumption, serverRequests };
  return { ...ofNode, backend, notices, protections, membership, loop };
}

function accessControl({ options, backend, nodeId }: WiringInit, host: CallHost): AccessControl | undefined {
  const { auth, path, logger } = options;
  if (auth === undefined) return undefined;
  return new AccessControl(auth, {
    path,
    server: backend.info,
    now,
    fetch: (url, init) => fetch(url, init),
    report: (error, what) => host.report(error, what),
    onKeysFailure: (issuer, err) => logger.warn({ nodeId, issuer, err }, "cannot fetch the issuer's keys"),
  });
}
