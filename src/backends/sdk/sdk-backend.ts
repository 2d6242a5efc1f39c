// Servers of the official SDK, made by the user's own factory, behind the `Backend` seam: which calls go to which of
// them, and what is known of them while nobody calls.

import type { Era } from '../../protocol/eras.ts';
import type { Implementation, JsonObject, ServerCapabilities } from '../../protocol/mcp.ts';
import type { Backend, Change, Reply, SessionListener } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import { checkHeaderParameters } from '../../server/header-check.ts';
import { NO_SCALE, type ToolScale } from '../../server/tool-scale.ts';
import type { Description } from './description.ts';
import type { KnownTools } from './known-tools.ts';
import type { SessionCalls } from './session-calls.ts';

/** Calls of 2026-07-28. */
export interface StatelessCalls {
  open(): Promise<Description>;
  run(call: Call): Promise<Reply>;
  /** Lists the tools again. */
  learnTools(): Promise<void>;
  /** Makes its servers anew, and says what they are like. */
  renew(): Promise<Description>;
  close(): Promise<void>;
}

export interface SdkBackendInit {
  readonly tools: KnownTools;
  readonly sessionCalls: SessionCalls;
  readonly statelessCalls: (onChange: (change: Change) => void) => StatelessCalls;
}

const NO_ARGUMENTS: JsonObject = Object.freeze({});

export class SdkBackend implements Backend {
  /** Filled in when the first server is there; one object for good, as those who encode results expect. */
  readonly info: Implementation = { name: '', version: '' };
  readonly sessions: SessionListener;
  readonly #tools: KnownTools;
  readonly #sessionCalls: SessionCalls;
  readonly #statelessCalls: StatelessCalls;
  readonly #listeners = new Set<(change: Change) => void>();
  #descriptions: Readonly<Record<Era, Description>> | undefined;
  /** Nodes that have opened it and not yet closed it. */
  #users = 0;
  #opening: Promise<void> | undefined;

  constructor({ tools, sessionCalls, statelessCalls }: SdkBackendInit) {
    this.#tools = tools;
    this.#sessionCalls = sessionCalls;
    // A session whose server is alive hears of changes from that one.
    const isToldOtherwise = (sessionId: string): boolean => sessionCalls.has(sessionId);
    this.#statelessCalls = statelessCalls((change) => this.#changed({ ...change, isToldOtherwise }));
    this.sessions = {
      notified: (id, { method, params }) => sessionCalls.notified(id, method, params),
      ended: (id) => sessionCalls.ended(id),
    };
  }

  get instructions(): string | undefined {
    return this.#descriptions?.modern.instructions;
  }

  get discoverCache(): Description['cache'] {
    return this.#descriptions?.modern.cache ?? { ttlMs: 0, cacheScope: 'private' };
  }

  capabilities(era: Era): ServerCapabilities {
    return this.#descriptions?.[era].capabilities ?? {};
  }

  toolNames(): readonly string[] {
    return this.#tools.names();
  }

  scaleOf(tool: string): ToolScale | undefined {
    return this.#tools.has(tool) ? NO_SCALE : undefined;
  }

  isRepeatable(tool: string): boolean {
    return this.#tools.isRepeatable(tool);
  }

  dispatch(call: Call): Promise<Reply> {
    if (call.era === 'session') return this.#sessionCalls.run(call);
    if (call.target !== undefined && call.paramHeaders !== undefined) {
      const args = (call.params['arguments'] ?? NO_ARGUMENTS) as JsonObject;
      checkHeaderParameters(this.#tools.headersOf(call.target), call.paramHeaders, args);
    }
    return this.#statelessCalls.run(call);
  }

  /** @throws Error when the SDK cannot be found or the factory does not make servers of it */
  open(): Promise<void> {
    this.#users++;
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<void> {
    const modern = await this.#statelessCalls.open();
    const session = await this.#sessionCalls.describe();
    Object.assign(this.info, modern.info);
    this.#descriptions = { modern, session };
  }

  async close(): Promise<void> {
    if (--this.#users > 0) return;
    this.#opening = undefined;
    await Promise.all([this.#statelessCalls.close(), this.#sessionCalls.close()]);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells clients of a change that no server tells of, and makes servers anew that serve nobody in particular. */
  async announce(change: Change): Promise<void> {
    if (change.topic !== 'resource' && this.#descriptions !== undefined) {
      this.#descriptions = { ...this.#descriptions, modern: await this.#statelessCalls.renew() };
    }
    this.#changed(change);
  }

  #changed(change: Change): void {
    for (const listener of this.#listeners) listener(change);
    if (change.topic === 'tools') void this.#statelessCalls.learnTools();
  }
}
