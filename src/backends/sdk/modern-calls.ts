// Calls of 2026-07-28 on servers of SDK v2. Nothing of a request outlives it in that era, so one server serves many:
// all requests of one principal, unless the factory or the user says otherwise. See docs/adr/0014-sdk-servers.md.

import { FleetError } from '../../protocol/errors.ts';
import type { Change, Reply } from '../../server/backend.ts';
import type { Call } from '../../server/call.ts';
import { changeOf } from './changes.ts';
import { Connection, type Peer } from './connection.ts';
import { credentialKey } from './credential-key.ts';
import { type Description, discover, learnTools } from './description.ts';
import type { ContextSource, ContextUse } from './factory-context.ts';
import { InstancePool, type Pooled, type PoolOptions } from './instance-pool.ts';
import type { KnownTools } from './known-tools.ts';
import { lazyRequest } from './lazy-request.ts';
import { extraForV2, paramsForServer } from './message-extra.ts';
import { connectModern, type ServeStdio } from './modern-binding.ts';
import { replyOfV2 } from './replies.ts';
import type { StatelessCalls } from './sdk-backend.ts';
import { makeServer, type SdkFactory } from './server-maker.ts';

/** Whose requests of 2026-07-28 share a server: everybody's, those of one principal, or none. */
export type InstanceSharing = 'shared' | 'principal' | 'request';

export interface ModernCallsOptions {
  readonly factory: SdkFactory;
  readonly sharing: InstanceSharing;
  readonly pool: PoolOptions;
  readonly tools: KnownTools;
  readonly loadServeStdio: () => Promise<ServeStdio>;
  readonly onChange: (change: Change) => void;
}

class ModernInstance implements Pooled {
  readonly isNeeded = false;
  readonly connection: Connection;
  /** What its factory has read of the context that it was made with. */
  readonly use: Readonly<ContextUse>;

  constructor(connection: Connection, use: Readonly<ContextUse>) {
    this.connection = connection;
    this.use = use;
  }

  get running(): number {
    return this.connection.running;
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  retire(): void {
    this.connection.retire();
  }

  run(call: Call): Promise<Reply> {
    return this.connection.run(call, paramsForServer(call), extraForV2(call));
  }
}

export class ModernCalls implements StatelessCalls {
  readonly #options: ModernCallsOptions;
  readonly #pool: InstancePool<ModernInstance>;
  readonly #peer: Peer;
  #serveStdio: ServeStdio | undefined;
  /** Serves whoever is nobody in particular. */
  #main: ModernInstance | undefined;
  /** The factory looks at each request, so that no two of them can share what it makes. */
  #readsRequests = false;

  constructor(options: ModernCallsOptions) {
    this.#options = options;
    this.#pool = new InstancePool(options.pool);
    this.#peer = {
      notified: ({ method, params, ...rest }, call) => {
        const change = changeOf(method, params);
        if (change !== undefined) options.onChange(change);
        // What names no request belongs to nobody here: there is no other way to a client in this era.
        else if (call?.settled === false) call.channel.send(JSON.stringify({ ...rest, method, params }));
      },
      ask: ({ method }) => Promise.reject(cannotAsk(method)),
    };
  }

  /** @throws Error when the SDK is not there, or the factory makes no server of it. */
  async open(): Promise<Description> {
    this.#serveStdio = await this.#options.loadServeStdio();
    return this.#open();
  }

  async #open(): Promise<Description> {
    const main = await this.#make(anonymous());
    if (this.#options.sharing === 'shared' && main.use.authInfo) {
      await main.close();
      throw new TypeError(
        "The factory reads its context's authInfo, so what it makes cannot be shared by everybody: " +
          "leave out { instances: 'shared' }.",
      );
    }
    this.#main = main;
    await this.learnTools();
    return discover(main.connection);
  }

  async close(): Promise<void> {
    await Promise.all([this.#main?.close(), this.#pool.closeAll()]);
    this.#main = undefined;
  }

  async learnTools(): Promise<void> {
    const { tools } = this.#options;
    if (this.#main !== undefined) await learnTools(this.#main.connection, { tools, isModern: true });
  }

  /** Makes the servers anew, those that are at work when they are done: their factory would now make other ones. */
  async renew(): Promise<Description> {
    const old = this.#main;
    this.#pool.retireAll();
    const description = await this.#open();
    old?.retire();
    return description;
  }

  run(call: Call): Promise<Reply> {
    if (this.#options.sharing === 'request' || this.#readsRequests) return this.#runAlone(call);
    if (call.principal === undefined || this.#options.sharing === 'shared') return this.#runOnMain(call);
    const key = this.#keyOf(call);
    const ready = this.#pool.get(key);
    return ready === undefined ? this.#runOnNew(call, key) : ready.run(call);
  }

  #runOnMain(call: Call): Promise<Reply> {
    const main = this.#main;
    return main === undefined ? Promise.reject(notOpen()) : main.run(call);
  }

  async #runOnNew(call: Call, key: string): Promise<Reply> {
    const isForCredential = this.#isForCredential;
    const lasting = { authInfo: isForCredential, requestInfo: false };
    const instance = await this.#pool.getOrMake(key, () => this.#make(sourceOf(call, lasting)));
    if (!instance.use.requestInfo) return instance.run(call);
    this.#pool.drop(key);
    return this.#runAlone(call);
  }

  async #runAlone(call: Call): Promise<Reply> {
    const instance = await this.#make(sourceOf(call, { authInfo: true, requestInfo: true }));
    const reply = instance.run(call);
    instance.retire();
    return reply;
  }

  /** A factory that takes a context may look at the credential at any time, not only while it makes a server. */
  get #isForCredential(): boolean {
    return this.#options.factory.length > 0 || this.#main?.use.authInfo === true;
  }

  #keyOf({ principal, channel }: Call): string {
    if (!this.#isForCredential) return principal ?? '';
    return `${principal} ${credentialKey(channel.http.authInfo)}`;
  }

  async #make(source: ContextSource): Promise<ModernInstance> {
    const { factory } = this.#options;
    const serveStdio = this.#serveStdio;
    if (serveStdio === undefined) throw notOpen();
    const { product, server, use } = await makeServer(factory, 'v2', source);
    const connection = new Connection({ peer: this.#peer, replyTo: this.#replyTo });
    await connectModern(product, server, { connection, serveStdio });
    if (use.requestInfo) this.#readsRequests = true;
    return new ModernInstance(connection, use);
  }

  readonly #replyTo = (call: Call, result: Parameters<typeof replyOfV2>[1]): Reply => {
    if (call.method === 'tools/list') this.#options.tools.learn(result);
    return replyOfV2(call, result);
  };
}

/** For whoever is nobody in particular. */
function anonymous(): ContextSource {
  return {
    era: 'modern',
    authInfo: undefined,
    request: () => undefined,
    lasting: { authInfo: true, requestInfo: false },
  };
}

function sourceOf({ channel: { http } }: Call, lasting: ContextUse): ContextSource {
  return { era: 'modern', authInfo: http.authInfo, request: () => lazyRequest(http), lasting };
}

function cannotAsk(method: string): FleetError {
  return new FleetError(
    'INTERNAL_ERROR',
    `"${method}" cannot be sent to a client of 2026-07-28: return inputRequired(...) from the handler instead.`,
  );
}

function notOpen(): FleetError {
  return new FleetError('INTERNAL_ERROR', 'The server behind this node is not open.');
}
