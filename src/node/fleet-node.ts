// One node: everything wired together, in one place, and its life from start to stop.

import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type HealthReport, healthPage, type NodeStatus } from '../admin/health.ts';
import { AccessControl } from '../auth/access-control.ts';
import { Endpoint } from '../http/endpoint.ts';
import { FleetError } from '../protocol/errors.ts';
import { KeyRing } from '../protocol/sealing.ts';
import type { Backend } from '../server/backend.ts';
import type { CallHost } from '../server/call.ts';
import { RequestStates } from '../server/request-state.ts';
import { ServerRequests } from '../session/server-requests.ts';
import { Sessions } from '../session/sessions.ts';
import { SessionStreams } from '../session/streams.ts';
import { MemoryEventLog } from '../stores/memory/memory-event-log.ts';
import { MemoryRateStore } from '../stores/memory/memory-rate-store.ts';
import { MemorySessionStore } from '../stores/memory/memory-session-store.ts';
import { LoopMonitor } from '../telemetry/loop-monitor.ts';
import { PerfHooksLoopSource } from '../telemetry/loop-monitor-source.ts';
import { createCallHost } from './call-host.ts';
import { CallRunner } from './call-runner.ts';
import { after, afterUnref, monotonic, now, randomName, shortly, soon } from './clock.ts';
import { ModernMessages } from './modern-messages.ts';
import { type FilledNodeOptions, fillNodeOptions, type NodeOptions } from './node-options.ts';
import { Notices } from './notices.ts';
import { Pipeline } from './pipeline.ts';
import { Protections, type ProtectionsReport } from './protections.ts';
import { RunningCalls } from './running-calls.ts';
import { SessionCalls } from './session-calls.ts';
import { SessionMessages } from './session-messages.ts';
import { unknownTools } from './tool-policies.ts';

/** Serves one backend on one port. */
export class FleetNode {
  readonly id: string;
  readonly #options: FilledNodeOptions;
  readonly #backend: Backend;
  readonly #endpoint: Endpoint;
  readonly #running: RunningCalls;
  readonly #streams: SessionStreams;
  readonly #notices: Notices;
  readonly #protections: Protections;
  readonly #loop: LoopMonitor;
  readonly #startedAtMs = now();
  #status: NodeStatus = 'starting';
  #stopping: Promise<void> | undefined;

  /**
   * @param server a FleetServer, or any other backend
   * @throws RangeError or TypeError when an option is out of range
   */
  constructor(server: Backend | { readonly backend: Backend }, options: NodeOptions = {}) {
    const filled = fillNodeOptions(options);
    const backend = 'backend' in server ? server.backend : server;
    this.#options = filled;
    this.#backend = backend;
    this.id = filled.nodeId ?? randomBytes(6).toString('hex');
    const ring = new KeyRing(
      (filled.secrets ?? [randomBytes(32)]).map((secret) => Buffer.from(secret as string)),
    );
    const store = new MemorySessionStore({ now });
    const { sessionTtlMs: ttlMs, sessionMaxAgeMs: maxAgeMs } = filled;
    const host = createCallHost(filled, this.id);

    const sessions = new Sessions({ ring, store, ttlMs, maxAgeMs, now, newId: randomName });
    const log = new MemoryEventLog({ ttlMs: filled.resumeTtlMs });
    this.#streams = new SessionStreams({
      sessions,
      log,
      retryMs: filled.reconnectDelayMs,
      detachedTtlMs: filled.resumeTtlMs,
      newId: randomName,
      after,
    });
    this.#running = new RunningCalls({ now: monotonic, after, soon: shortly });
    this.#notices = new Notices({ backend, streams: this.#streams, soon });
    const states = new RequestStates({ ring, ttlMs: filled.requestStateTtlMs, now, randomBytes });
    this.#protections = new Protections({
      options: filled,
      backend,
      nodeId: this.id,
      rates: new MemoryRateStore({ now: monotonic }),
      now: monotonic,
      after,
      random: Math.random,
      onTransition: (tool, { to, ...facts }) =>
        filled.logger.warn({ nodeId: this.id, tool, to, ...facts }, `circuit breaker is ${to}`),
    });
    this.#loop = new LoopMonitor({
      source: new PerfHooksLoopSource(),
      now: monotonic,
      after: afterUnref,
      onReading: ({ delayP99Ms }) => this.#protections.guard.observe(delayP99Ms),
    });
    const layers = this.#protections;
    const runner = new CallRunner({ layers, info: backend.info, states, running: this.#running });
    const serverRequests = new ServerRequests({
      nodeId: this.id,
      lifeId: randomBytes(4).toString('hex'),
      timeoutMs: filled.questionTimeoutMs,
      after,
    });
    const shared = { runner, host, now: monotonic };
    const running = this.#running;
    const calls = new SessionCalls({ ...shared, running, sessions, serverRequests });
    const access = this.#accessControl(host);
    const pipeline = new Pipeline({
      modern: new ModernMessages({ ...shared, backend, notices: this.#notices }),
      sessions: new SessionMessages({
        backend,
        calls,
        running,
        sessions,
        streams: this.#streams,
        serverRequests,
      }),
      access,
      openings: this.#protections,
      identify: filled.identify,
      host,
      accepting: () => this.#status === 'running',
    });
    const secretHeader = access?.secretHeader;
    this.#endpoint = new Endpoint({ ...filled, secretHeader }, pipeline, (path, host) => {
      const metadata = access?.metadataAt(path, host);
      if (metadata !== undefined) return { status: 200, body: metadata, isPublic: true };
      return healthPage(path, () => this.#health());
    });
  }

  #accessControl(host: CallHost): AccessControl | undefined {
    const { auth, path, logger } = this.#options;
    if (auth === undefined) return undefined;
    const { name, title = name } = this.#backend.info;
    return new AccessControl(auth, {
      path,
      name: title,
      now,
      fetch: (url, init) => fetch(url, init),
      report: (error, what) => host.report(error, what),
      onKeysFailure: (issuer, err) =>
        logger.warn({ nodeId: this.id, issuer, err }, "cannot fetch the issuer's keys"),
    });
  }

  /**
   * Starts to serve.
   * @returns the URL of the MCP endpoint
   * @throws Error with the system's code (EADDRINUSE, EACCES, ...) when the port cannot be had; TypeError when `tools`
   * names a tool that is not there
   */
  async start(): Promise<string> {
    await this.#backend.open?.();
    let address: AddressInfo;
    try {
      this.#requireTools(this.#options.tools);
      address = await this.#endpoint.listen();
    } catch (error) {
      await this.#backend.close?.();
      throw error;
    }
    this.#loop.start();
    this.#status = 'running';
    const url = this.#url(address);
    this.#options.logger.info({ nodeId: this.id, url }, 'serving');
    return url;
  }

  /** What the protections of this node are doing at the moment. */
  report(): ProtectionsReport {
    return this.#protections.report();
  }

  /** @throws TypeError naming what fits no tool */
  #requireTools(tools: NonNullable<NodeOptions['tools']>): void {
    const names = this.#backend.toolNames();
    const [unknown] = unknownTools(tools, names);
    if (unknown === undefined) return;
    throw new TypeError(`tools["${unknown}"] fits no tool; there are ${names.join(', ') || 'none'}.`);
  }

  get status(): NodeStatus {
    return this.#status;
  }

  /**
   * Stops: takes no new work, ends streams the way their clients can go on elsewhere, lets running calls finish
   * within the grace period, then closes what is left. Calling it again returns the same promise.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const { logger, shutdownGraceMs } = this.#options;
    this.#status = 'stopping';
    this.#endpoint.drain();
    this.#notices.close();
    this.#streams.disconnectListeners();
    try {
      await this.#running.whenIdle(shutdownGraceMs);
      const left = new FleetError('DRAINING', 'The node shut down before the call was done.', {
        retryAfterMs: 1000,
      });
      this.#running.abortAll(left);
      this.#streams.disconnectRequests();
    } finally {
      this.#streams.close();
      const closed = this.#endpoint.close();
      // Answers that were just written get a moment to leave.
      const cancel = after(Math.min(1000, shutdownGraceMs), () => this.#endpoint.destroyConnections());
      await closed;
      cancel();
      this.#loop.stop();
      this.#protections.close();
      await this.#backend.close?.();
      this.#status = 'stopped';
      logger.info({ nodeId: this.id }, 'stopped');
    }
  }

  #url(address: AddressInfo): string {
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}${this.#options.path}`;
  }

  #health(): HealthReport {
    const { name, version } = this.#backend.info;
    const { load, loopRefusals, breakers } = this.#protections.report();
    const { running = 0, limit = 0, queued = 0, maxQueue = 0 } = load ?? {};
    return {
      status: this.#status,
      nodeId: this.id,
      server: { name, version },
      uptimeSeconds: Math.round((now() - this.#startedAtMs) / 1000),
      runningCalls: this.#running.size,
      openStreams: this.#endpoint.openStreams,
      load: load && { running, limit, queued, maxQueue },
      loopRefusals,
      openBreakers: breakers.filter(({ state }) => state !== 'closed').length,
    };
  }
}
