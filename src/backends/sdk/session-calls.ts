// Calls in sessions, on servers of either SDK: each session has a server of its own, made lazily and closed when it is
// idle. See docs/adr/0014-sdk-servers.md.

import { AsyncLocalStorage } from 'node:async_hooks';
import { LATEST_SESSION_VERSION } from '../../protocol/eras.ts';
import { FleetError } from '../../protocol/errors.ts';
import type { JsonObject } from '../../protocol/mcp.ts';
import type { Reply } from '../../server/backend.ts';
import type { Call, HttpFacts } from '../../server/call.ts';
import type { SessionLink } from '../../server/session-link.ts';
import type { Waiting } from './connection.ts';
import { type Description, described } from './description.ts';
import type { ContextSource, ContextUse } from './factory-context.ts';
import { InstancePool, type PoolOptions } from './instance-pool.ts';
import type { KnownTools } from './known-tools.ts';
import { lazyRequest } from './lazy-request.ts';
import { extraForV1, extraForV2 } from './message-extra.ts';
import { complete } from './replies.ts';
import type { SdkMajor } from './sdk-shapes.ts';
import { makeServer, type SdkFactory } from './server-maker.ts';
import { linkOf, SessionInstance } from './session-instance.ts';

export interface SessionCallsOptions {
  readonly factory: SdkFactory;
  readonly major: SdkMajor;
  readonly pool: PoolOptions;
  readonly tools: KnownTools;
}

const ALL: ContextUse = { authInfo: true, requestInfo: true };

export class SessionCalls {
  readonly #options: SessionCallsOptions;
  readonly #pool: InstancePool<SessionInstance>;
  readonly #context = new AsyncLocalStorage<Waiting>();
  #declaresSubscriptions = false;

  constructor(options: SessionCallsOptions) {
    this.#options = options;
    this.#pool = new InstancePool(options.pool);
  }

  run(call: Call): Promise<Reply> {
    const reply = this.#run(call);
    return call.method.endsWith('subscribe') ? reply.catch((error) => this.#keepSubscription(error)) : reply;
  }

  /**
   * Many servers declare that resources can be watched and tell of every update, and leave it to others to know who
   * watches what. The node knows.
   */
  #keepSubscription(error: unknown): Reply {
    const isLeftToUs = this.#declaresSubscriptions && error instanceof FleetError && error.rpcCode === -32601;
    if (!isLeftToUs) throw error;
    return { kind: 'json', json: '{}' };
  }

  #run(call: Call): Promise<Reply> {
    const link = linkOf(call);
    const ready = this.#pool.get(link.id);
    if (ready === undefined) return this.#runOnNew(call, link);
    if (ready.serves(call.channel.http)) return ready.run(call, link);
    this.#pool.retire(link.id);
    return this.#runOnNew(call, link);
  }

  async #runOnNew(call: Call, link: SessionLink): Promise<Reply> {
    const { http } = call.channel;
    const instance = await this.#pool.getOrMake(link.id, () => this.#make(link, http));
    return instance.run(call, link);
  }

  /** Whether the session has a server at the moment. */
  has(sessionId: string): boolean {
    return this.#pool.has(sessionId);
  }

  /** Hands a notification of the client to the server of its session, if there is one at the moment. */
  notified(sessionId: string, method: string, params: JsonObject): void {
    this.#pool.get(sessionId)?.notify(method, params);
  }

  ended(sessionId: string): void {
    this.#pool.drop(sessionId);
  }

  close(): Promise<void> {
    return this.#pool.closeAll();
  }

  /** Asks a server that is made for it what it would tell a client that opens a session. */
  async describe(): Promise<Description> {
    const instance = await this.#make(NOBODY, { headers: {}, remoteAddress: undefined });
    await instance.close();
    const description = described(instance.initialized);
    this.#declaresSubscriptions = description.capabilities.resources?.subscribe === true;
    return description;
  }

  async #make(link: SessionLink, http: HttpFacts): Promise<SessionInstance> {
    const { factory, major } = this.#options;
    const source: ContextSource = {
      era: 'legacy',
      authInfo: http.authInfo,
      request: () => lazyRequest(http),
      lasting: ALL,
    };
    const made = await makeServer(factory, major, source);
    const instance = new SessionInstance({
      link,
      made,
      authInfo: http.authInfo,
      context: this.#context,
      replyTo: this.#replyTo,
      extraFor: major === 'v1' ? extraForV1 : extraForV2,
      onActivity: this.#onActivity,
    });
    await instance.open();
    return instance;
  }

  readonly #onActivity = (sessionId: string): void => this.#pool.touch(sessionId);

  readonly #replyTo = (call: Call, result: JsonObject): Reply => {
    if (call.method === 'tools/list') this.#options.tools.learn(result);
    return complete(result);
  };
}

/** The session of a server that serves nobody. */
const NOBODY: SessionLink = {
  id: '',
  protocolVersion: LATEST_SESSION_VERSION,
  client: { info: { name: 'mcp-fleet', version: '1' }, capabilities: {} },
  logLevel: 'info',
  subscriptions: [],
  mayListen: false,
  tell: () => false,
  ask: () => Promise.reject(new Error('Nobody is there to be asked.')),
};
