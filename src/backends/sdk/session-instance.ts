// The server of one session: what the SDK keeps of a client is kept in the server, so that sessions do not share one.
// It is made for the first call of a session on this node, brought to where the session stands, and may be closed and
// made again at any time in between.

import type { AsyncLocalStorage } from 'node:async_hooks';
import { FleetError } from '../../protocol/errors.ts';
import { type InputRequest, type JsonObject, LOG_LEVELS, type LogLevel } from '../../protocol/mcp.ts';
import type { Reply } from '../../server/backend.ts';
import type { Call, HttpFacts } from '../../server/call.ts';
import type { AuthInfo } from '../../server/principal.ts';
import type { SessionLink } from '../../server/session-link.ts';
import { changeOf } from './changes.ts';
import { Connection, type ConnectionOptions, type Peer, type Waiting } from './connection.ts';
import { credentialKey } from './credential-key.ts';
import type { Pooled } from './instance-pool.ts';
import type { SdkMessage, SdkMessageExtra } from './sdk-shapes.ts';
import type { MadeServer } from './server-maker.ts';

export interface SessionInstanceOptions {
  readonly link: SessionLink;
  readonly made: MadeServer;
  /** The credential that the server was made with. */
  readonly authInfo: AuthInfo | undefined;
  readonly context: AsyncLocalStorage<Waiting>;
  readonly replyTo: ConnectionOptions['replyTo'];
  /** What goes in beside the message of a call. */
  readonly extraFor: (call: Call) => SdkMessageExtra;
  /** Told when the server said something by itself: it is at work although no call runs. */
  readonly onActivity: (sessionId: string) => void;
}

const SET_LEVEL = 'logging/setLevel';
/** The level that a session starts with, about which a server need not be told. */
const INITIAL_LEVEL = 'info';

export class SessionInstance implements Pooled, Peer {
  readonly #connection: Connection;
  readonly #options: SessionInstanceOptions;
  readonly #credential: string;
  /** Not yet told. */
  readonly #changes = new Set<string>();
  /** The level that the server goes by. */
  #toldLevel: unknown = INITIAL_LEVEL;
  #link: SessionLink;
  #initialized: JsonObject = {};

  constructor(options: SessionInstanceOptions) {
    const { replyTo, context, link } = options;
    this.#options = options;
    this.#link = link;
    this.#connection = new Connection({ peer: this, replyTo, context });
    this.#connection.sessionId = link.id;
    this.#credential = credentialKey(options.authInfo);
  }

  /** What the server answered to `initialize`. */
  get initialized(): JsonObject {
    return this.#initialized;
  }

  get running(): number {
    return this.#connection.running;
  }

  /** Updates of what the client subscribed to come from the server, and reach a client that listens. */
  get isNeeded(): boolean {
    return this.#link.subscriptions.length > 0 && this.#link.mayListen;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  retire(): void {
    this.#connection.retire();
  }

  /** False when the factory looked at the credential, and the client has another one now. */
  serves({ authInfo }: HttpFacts): boolean {
    return !this.#options.made.use.authInfo || credentialKey(authInfo) === this.#credential;
  }

  /** Connects the server and tells it what the client told when it opened the session, and since. */
  async open(): Promise<void> {
    const { protocolVersion, client, logLevel, subscriptions } = this.#link;
    const connection = this.#connection;
    await connection.connect(this.#options.made.product);
    this.#initialized = await connection.request('initialize', {
      protocolVersion,
      capabilities: client.capabilities,
      clientInfo: client.info ?? { name: 'unknown', version: '0' },
    });
    connection.notify('notifications/initialized', {});
    const requests = subscriptions.map((uri) => connection.request('resources/subscribe', { uri }));
    if (logLevel !== this.#toldLevel) requests.push(this.#tellLevel(logLevel));
    // What a server refuses now it would have refused then.
    await Promise.allSettled(requests);
  }

  run(call: Call, link: SessionLink): Promise<Reply> {
    this.#link = link;
    if (call.method === SET_LEVEL) this.#toldLevel = call.params['level'];
    // It may have been set on another node.
    else if (link.logLevel !== this.#toldLevel) this.#tellLevel(link.logLevel).catch(() => undefined);
    return this.#connection.run(call, call.params, this.#options.extraFor(call));
  }

  #tellLevel(level: LogLevel): Promise<JsonObject> {
    this.#toldLevel = level;
    return this.#connection.request(SET_LEVEL, { level });
  }

  /** Hands on a notification of the client. */
  notify(method: string, params: JsonObject): void {
    this.#connection.notify(method, params);
  }

  notified(notification: SdkMessage & { readonly method: string }, call: Call | undefined): void {
    const { method, params } = notification;
    const change = changeOf(method, params);
    if (change?.topic === 'resource' && !this.#link.subscriptions.includes(change.uri)) return;
    if (method === 'notifications/message' && this.#isTooQuiet(params?.['level'])) return;
    const text = JSON.stringify(notification);
    if (change !== undefined) this.#tellSoon(text);
    else if (call?.settled === false) call.channel.send(text);
    // A client that does not listen hears it on the stream of whatever it waits for.
    else if (!this.#tell(text)) this.#connection.latestCall?.channel.send(text);
  }

  #tell(text: string): boolean {
    const isHeard = this.#link.tell(text);
    if (isHeard) this.#options.onActivity(this.#link.id);
    return isHeard;
  }

  /** The same change is told once a turn of the event loop: servers tell of each of many registrations. */
  #tellSoon(text: string): void {
    if (this.#changes.size === 0) {
      setImmediate(() => {
        for (const change of this.#changes) this.#tell(change);
        this.#changes.clear();
      });
    }
    this.#changes.add(text);
  }

  async ask(
    { method, params }: { readonly method: string; readonly params: JsonObject },
    call: Call | undefined,
    signal: AbortSignal,
  ): Promise<unknown> {
    const request = { method, params } as unknown as InputRequest;
    const asking = call?.settled === false ? call : this.#connection.latestCall;
    const ask = asking?.channel.ask;
    if (asking === undefined || ask === undefined) return this.#link.ask(request, signal);
    asking.pauseClock();
    try {
      return await ask.call(asking.channel, request, AbortSignal.any([signal, asking.signal]));
    } finally {
      asking.resumeClock();
    }
  }

  #isTooQuiet(level: unknown): boolean {
    const levels: readonly unknown[] = LOG_LEVELS;
    return levels.indexOf(level) < levels.indexOf(this.#link.logLevel);
  }
}

/** @throws FleetError when the session of a call is not known */
export function linkOf(call: Call): SessionLink {
  const { session } = call;
  if (session !== undefined) return session;
  throw new FleetError('INTERNAL_ERROR', 'A call of a session came without its session.');
}
