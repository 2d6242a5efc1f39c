// One node and its life: it gets ready, joins its fleet, serves, drains and leaves. What it is made of is in wiring.ts.

import { createHash, randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type HealthReport, healthPage, type NodeStatus } from '../admin/health.ts';
import type { NodeEntry } from '../cluster/directory-store.ts';
import { ConfigurationError } from '../config/problem.ts';
import { FleetError } from '../protocol/errors.ts';
import { KeyRing } from '../protocol/sealing.ts';
import type { Backend } from '../server/backend.ts';
import { after, now } from './clock.ts';
import { type FleetStores, memoryStores } from './fleet-stores.ts';
import { type FilledNodeOptions, fillNodeOptions, type NodeOptions } from './node-options.ts';
import type { ProtectionsReport } from './protections.ts';
import { type Reconfigured, reconcile, withSecrets } from './reconfigure.ts';
import { unknownTools } from './tool-policies.ts';
import { type Wiring, wire } from './wiring.ts';

/** Serves one backend on one port, alone or with other nodes. */
export class FleetNode {
  readonly id: string;
  #options: FilledNodeOptions;
  /** What `#options` were filled from. */
  #given: NodeOptions;
  readonly #backend: Backend;
  readonly #stores: FleetStores;
  readonly #startedAtMs = now();
  #parts: Wiring | undefined;
  #url = '';
  #status: NodeStatus = 'starting';
  #stopping: Promise<void> | undefined;

  /**
   * @param server a FleetServer, or any other backend
   * @throws ConfigurationError telling every option that is wrong
   */
  constructor(server: Backend | { readonly backend: Backend }, options: NodeOptions = {}) {
    this.#given = withSecrets(options);
    const filled = fillNodeOptions(this.#given);
    this.#options = filled;
    this.#backend = 'backend' in server ? server.backend : server;
    this.#stores = filled.stores ?? memoryStores(filled);
    this.id = filled.nodeId ?? randomBytes(6).toString('hex');
  }

  /**
   * Joins its fleet and starts to serve.
   * @returns the URL of the MCP endpoint
   * @throws Error with the system's code (EADDRINUSE, EACCES, ...) when the port cannot be had; ConfigurationError when
   * `tools` names a tool that is not there; what the stores throw when they cannot be reached
   */
  async start(): Promise<string> {
    await this.#backend.open?.();
    try {
      this.#requireTools(this.#options.tools);
      const parts = await this.#assemble();
      this.#parts = parts;
      this.#url = this.#urlAt(await parts.endpoint.listen());
      await this.#join(parts);
    } catch (error) {
      await this.#backend.close?.();
      throw error;
    }
    this.#options.logger.info({ nodeId: this.id, url: this.#url }, 'serving');
    return this.#url;
  }

  async #assemble(): Promise<Wiring> {
    return wire({
      nodeId: this.id,
      options: this.#options,
      backend: this.#backend,
      ring: await this.#keyRing(),
      stores: this.#stores,
      accepting: () => this.#isAccepting,
      self: () => this.#entry(),
      operations: (path) => healthPage(path, () => this.#health()),
    });
  }

  async #join(parts: Wiring): Promise<void> {
    this.#status = 'running';
    try {
      await parts.membership.join(parts);
    } catch (error) {
      this.#status = 'stopped';
      parts.endpoint.destroyConnections();
      await parts.endpoint.close();
      throw error;
    }
    parts.loop.start();
  }

  /** The configured secrets, or those that the fleet shares. */
  async #keyRing(): Promise<KeyRing> {
    const secrets =
      this.#options.secrets ?? (await this.#stores.secrets.obtain(randomBytes(32).toString('base64url')));
    return new KeyRing(secrets.map((secret) => Buffer.from(secret as string)));
  }

  /** @throws ConfigurationError naming what fits no tool */
  #requireTools(tools: NonNullable<NodeOptions['tools']>): void {
    const names = this.#backend.toolNames();
    const problems = unknownTools(tools, names).map((unknown) => {
      const name = `tools["${unknown}"]`;
      return { name, message: `${name} fits no tool; there are ${names.join(', ') || 'none'}.` };
    });
    if (problems.length > 0) throw new ConfigurationError(problems);
  }

  /**
   * Changes limits while the node serves; connections stay and calls run on. Every option counts: one that is left out
   * goes back to its default. docs/options.md says which options can be changed; a change of another one is told, in the
   * answer and in the log, and left for the next start.
   * @throws ConfigurationError telling every option that is wrong; then nothing is changed
   */
  reconfigure(options: NodeOptions): Reconfigured {
    const { options: given, changed, kept } = reconcile(this.#given, options);
    const filled = fillNodeOptions(given);
    if (this.#parts !== undefined) this.#requireTools(filled.tools);
    this.#parts?.protections.reconfigure(filled);
    this.#parts?.endpoint.reconfigure(filled);
    this.#given = given;
    this.#options = filled;
    const { logger } = filled;
    logger.info({ nodeId: this.id, options: changed }, 'reconfigured');
    if (kept.length > 0)
      logger.warn({ nodeId: this.id, options: kept }, 'to be changed by the next start only');
    return { changed, kept };
  }

  /** Who shares its port gets no new connection when it stops; what comes on those that it has is its own to answer. */
  get #isAccepting(): boolean {
    return this.#status === 'running' || (this.#status === 'stopping' && this.#options.reusePort);
  }

  get status(): NodeStatus {
    return this.#status;
  }

  /** What the protections of this node are doing at the moment; undefined before it has started. */
  report(): ProtectionsReport | undefined {
    return this.#parts?.protections.report();
  }

  /**
   * Stops: takes no new work, ends streams the way their clients can go on elsewhere, lets running calls finish
   * within the grace period, then leaves the fleet and closes what is left. Calling it again returns the same promise.
   */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    const parts = this.#parts;
    this.#status = 'stopping';
    if (parts !== undefined) await this.#drain(parts);
    await this.#backend.close?.();
    this.#status = 'stopped';
    this.#options.logger.info({ nodeId: this.id }, 'stopped');
  }

  async #drain({ endpoint, notices, streams, resumption, running, ...parts }: Wiring): Promise<void> {
    const { shutdownGraceMs } = this.#options;
    endpoint.drain();
    const announced = parts.membership.announce();
    notices.close();
    streams.disconnectListeners();
    try {
      await running.whenIdle(shutdownGraceMs);
      const left = new FleetError('DRAINING', 'The node shut down before the call was done.', {
        retryAfterMs: 1000,
      });
      running.abortAll(left);
      streams.disconnectRequests();
    } finally {
      resumption.close();
      streams.close();
      const closed = endpoint.close();
      // Answers that were just written get a moment to leave.
      const cancel = after(Math.min(1000, shutdownGraceMs), () => endpoint.destroyConnections());
      await closed;
      cancel();
      await announced;
      await parts.membership.leave();
      parts.loop.stop();
      parts.protections.close();
    }
  }

  #urlAt(address: AddressInfo): string {
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}${this.#options.path}`;
  }

  #entry(): NodeEntry {
    const { load } = this.#parts?.protections.report() ?? {};
    return {
      id: this.id,
      status: this.#status === 'stopped' ? 'stopping' : this.#status,
      load: load === undefined ? (this.#parts?.running.size ?? 0) : load.running + load.queued,
      maxLoad: load?.limit ?? 0,
      url: this.#url,
      peerUrl: undefined,
      version: this.#backend.info.version,
      startedAtMs: this.#startedAtMs,
      toolsDigest: digestOf(this.#backend.toolNames()),
    };
  }

  #health(): HealthReport {
    const { name, version } = this.#backend.info;
    const { load, loopRefusals = 0, breakers = [] } = this.report() ?? {};
    const { running = 0, limit = 0, queued = 0, maxQueue = 0 } = load ?? {};
    return {
      status: this.#status,
      nodeId: this.id,
      server: { name, version },
      nodes: this.#parts?.membership.nodes.length ?? 1,
      uptimeSeconds: Math.round((now() - this.#startedAtMs) / 1000),
      runningCalls: this.#parts?.running.size ?? 0,
      openStreams: this.#parts?.endpoint.openStreams ?? 0,
      load: load && { running, limit, queued, maxQueue },
      loopRefusals,
      openBreakers: breakers.filter(({ state }) => state !== 'closed').length,
    };
  }
}

function digestOf(names: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([...names].sort()))
    .digest('base64url')
    .slice(0, 12);
}
