// Keeps subscriptions to channels alive, on connections of their own: a flood of messages must not delay commands. When
// a connection was lost, or a channel has another server, its channels are subscribed to again and the gap is told.

import { type Connection, replyCode } from './connection.ts';
import type { Health } from './health.ts';
import { Link } from './link.ts';
import type { Topology } from './topology.ts';

export interface SubscriptionsOptions {
  readonly topology: Topology;
  readonly health: Health;
  /** Milliseconds that a new subscription is waited for. */
  readonly timeoutMs: number;
  /** Told what listeners throw. */
  readonly report: (error: unknown) => void;
}

interface Channel {
  readonly name: string;
  readonly listeners: Set<(message: string) => void>;
  readonly dispatch: (message: string) => void;
  owner: string;
  /** `broken`: somebody relies on it, and messages may be missed until it is live again. */
  state: 'new' | 'live' | 'broken';
  /** Called when it is live. */
  waiters: (() => void)[];
}

export class RedisSubscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #links = new Map<string, Link>();
  readonly #gapListeners = new Set<() => void>();

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    options.topology.onChange(() => this.#follow());
  }

  /** Resolves when the subscription is live, or when that takes too long; then it becomes live later, as after a gap. */
  async subscribe(name: string, listener: (message: string) => void): Promise<() => void> {
    const channel = this.#channels.get(name) ?? this.#open(name);
    // Told apart from the same function subscribed elsewhere.
    const own = (message: string): void => listener(message);
    channel.listeners.add(own);
    if (channel.state !== 'live') await this.#live(channel);
    return () => {
      if (channel.listeners.delete(own) && channel.listeners.size === 0) this.#close(channel);
    };
  }

  #live(channel: Channel): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        channel.state = channel.state === 'live' ? 'live' : 'broken';
        resolve();
      }, this.#options.timeoutMs);
      channel.waiters.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  onGap(listener: () => void): () => void {
    this.#gapListeners.add(listener);
    return () => void this.#gapListeners.delete(listener);
  }

  #open(name: string): Channel {
    const owner = this.#options.topology.ownerOf(name);
    const listeners: Channel['listeners'] = new Set();
    const dispatch = (message: string): void => {
      for (const listener of listeners) guarded(() => listener(message), this.#options.report);
    };
    const channel: Channel = { name, listeners, dispatch, owner, state: 'new', waiters: [] };
    this.#channels.set(name, channel);
    this.#place(channel);
    return channel;
  }

  /** Subscribes on the link of the channel's owner; a link that is not up does so when it is. */
  #place(channel: Channel): void {
    const { owner } = channel;
    const link = this.#links.get(owner);
    if (link === undefined) this.#links.set(owner, this.#linkTo(owner));
    const connection = link?.connection;
    if (link === undefined || connection === undefined) return;
    this.#subscribe(connection, channel).then(
      () => {
        const isCurrent = channel.owner === owner && link.connection === connection;
        if (isCurrent) this.#confirm([channel]);
      },
      (error: Error) => link.drop(connection, error),
    );
  }

  #linkTo(owner: string): Link {
    const { topology, health } = this.#options;
    const source = `subscriptions at ${owner}`;
    let subscribed: ReadonlySet<Channel> = new Set();
    return new Link({
      dial: () => topology.connect(owner),
      prepare: async (connection) => {
        subscribed = new Set(this.#channelsOf(owner));
        await Promise.all([...subscribed].map((channel) => this.#subscribe(connection, channel)));
      },
      onUp: () => {
        health.clear(source);
        // Channels may have come and gone while the link was being prepared.
        const wanted = this.#channelsOf(owner);
        for (const channel of wanted) if (!subscribed.has(channel)) this.#place(channel);
        for (const channel of subscribed) if (!this.#isAt(channel, owner)) this.#leave(channel, owner);
        this.#confirm(wanted.filter((channel) => subscribed.has(channel)));
      },
      onDown: (reason) => {
        for (const channel of this.#channelsOf(owner)) if (channel.state === 'live') channel.state = 'broken';
        health.trouble(source, reason.message);
        topology.refresh();
      },
    });
  }

  async #subscribe(connection: Connection, channel: Channel): Promise<void> {
    const { topology } = this.#options;
    const { owner } = channel;
    try {
      await connection.subscribe(channel, topology.isSharded);
    } catch (error) {
      if (replyCode(error) === 'MOVED') topology.refresh((error as Error).message);
      // One that has moved is subscribed to where it is now; the others here are none the worse.
      if (channel.owner === owner) throw error;
    }
  }

  /** Channels are live now; tells if messages of one of them may have been missed. */
  #confirm(channels: readonly Channel[]): void {
    const isGap = channels.some(({ state }) => state === 'broken');
    for (const channel of channels) {
      channel.state = 'live';
      for (const waiter of channel.waiters.splice(0)) waiter();
    }
    if (!isGap) return;
    for (const listener of this.#gapListeners) guarded(listener, this.#options.report);
  }

  /** Channels go where their slots have gone. */
  #follow(): void {
    const { topology, health } = this.#options;
    for (const channel of this.#channels.values()) {
      const owner = topology.ownerOf(channel.name);
      if (owner === channel.owner) continue;
      this.#leave(channel, channel.owner);
      if (channel.state === 'live') channel.state = 'broken';
      channel.owner = owner;
      this.#place(channel);
    }
    for (const [owner, link] of this.#links) {
      if (this.#channelsOf(owner).length > 0) continue;
      link.close();
      this.#links.delete(owner);
      health.clear(`subscriptions at ${owner}`);
    }
  }

  #close(channel: Channel): void {
    this.#channels.delete(channel.name);
    this.#leave(channel, channel.owner);
  }

  #leave(channel: Channel, owner: string): void {
    const connection = this.#links.get(owner)?.connection;
    // If it fails, the connection is lost and with it the subscription.
    connection?.unsubscribe(channel, this.#options.topology.isSharded).catch(() => undefined);
  }

  #channelsOf(owner: string): Channel[] {
    return [...this.#channels.values()].filter((channel) => channel.owner === owner);
  }

  #isAt(channel: Channel, owner: string): boolean {
    return channel.owner === owner && this.#channels.get(channel.name) === channel;
  }

  close(): void {
    for (const link of this.#links.values()) link.close();
  }
}

/** What a listener throws must not reach the library, which would take it for a fault of the connection. */
function guarded(call: () => void, report: (error: unknown) => void): void {
  try {
    call();
  } catch (error) {
    report(error);
  }
}
