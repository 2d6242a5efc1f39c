// Opens everything that a node keeps in Redis. Either all of it works, or the start fails and says what to change.

import { setTimeout as delay } from 'node:timers/promises';
import type { StoreHealth } from '../../cluster/store-health.ts';
import type { RateStore } from '../../flow/rate-store.ts';
import { FleetError } from '../../protocol/errors.ts';
import { ClusterTopology } from './cluster-topology.ts';
import { Health } from './health.ts';
import { Keys } from './keys.ts';
import { PrimaryTopology } from './primary-topology.ts';
import { RedisBus } from './redis-bus.ts';
import { RedisDirectoryStore } from './redis-directory-store.ts';
import { RedisEventLog } from './redis-event-log.ts';
import { RedisRateStore } from './redis-rate-store.ts';
import { RedisSecretStore } from './redis-secret-store.ts';
import { RedisSessionStore } from './redis-session-store.ts';
import { describeLocation, parseRedisUrl, type RedisLocation } from './redis-url.ts';
import { RedisServers } from './servers.ts';
import { messageOf, RedisSetupError } from './store-error.ts';
import { RedisSubscriptions } from './subscriptions.ts';
import type { Topology } from './topology.ts';

export interface RedisStoresOptions {
  /** See docs/redis.md for its forms. */
  readonly url: string;
  readonly keyPrefix: string;
  /** Milliseconds within which a command is answered or fails. */
  readonly replyTimeoutMs: number;
  /** Milliseconds that a call waits for a shared rate limit before its node decides alone. */
  readonly rateTimeoutMs: number;
  /** Milliseconds within which the servers must be reached at the start. */
  readonly startTimeoutMs: number;
  readonly maxStreamBytes: number;
  readonly maxStreamEvents: number;
  /** Milliseconds after its last event for which a stream can be resumed. */
  readonly eventTtlMs: number;
  /** Rate limits where Redis does not decide. */
  readonly localRates: RateStore;
  readonly now: () => number;
  /** Told of what listeners throw. */
  readonly report: (error: unknown) => void;
}

/** Milliseconds until a connection stands and its server has greeted. */
const CONNECT_TIMEOUT_MS = 1000;
/** Between two attempts to learn a cluster's map at the start. */
const LOAD_PAUSE_MS = 100;

export class RedisStores {
  readonly sessions: RedisSessionStore;
  readonly events: RedisEventLog;
  readonly rates: RedisRateStore;
  readonly bus: RedisBus;
  readonly directory: RedisDirectoryStore;
  readonly secrets: RedisSecretStore;
  readonly isPrivate = false;
  readonly #health: Health;
  readonly #servers: RedisServers;
  readonly #subscriptions: RedisSubscriptions;

  /**
   * @throws TypeError when the URL or the prefix is malformed; RedisSetupError when a setting cannot take effect, or no
   * server can be reached in time
   */
  static async open(options: RedisStoresOptions): Promise<RedisStores> {
    const keys = new Keys(options.keyPrefix);
    const location = parseRedisUrl(options.url);
    const deadlineMs = performance.now() + options.startTimeoutMs;
    const topology = topologyOf(location);
    await loadTopology(topology, location, deadlineMs);
    const stores = new RedisStores(topology, keys, options);
    try {
      await stores.#start(location, deadlineMs, keys, topology);
      return stores;
    } catch (error) {
      stores.close();
      throw error;
    }
  }

  private constructor(topology: Topology, keys: Keys, options: RedisStoresOptions) {
    const { replyTimeoutMs, maxStreamBytes, maxStreamEvents, eventTtlMs, localRates, now, report } = options;
    const health = new Health();
    const servers = new RedisServers({ topology, health, replyTimeoutMs });
    const subscriptions = new RedisSubscriptions({ topology, health, timeoutMs: replyTimeoutMs, report });
    const publishCommand = publishCommandOf(topology);
    this.#health = health;
    this.#servers = servers;
    this.#subscriptions = subscriptions;
    this.sessions = new RedisSessionStore({ servers, keys, now });
    this.events = new RedisEventLog({ servers, keys, maxStreamBytes, maxStreamEvents, ttlMs: eventTtlMs });
    this.rates = new RedisRateStore({ servers, keys, local: localRates, timeoutMs: options.rateTimeoutMs });
    this.bus = new RedisBus({ servers, subscriptions, keys, publishCommand });
    this.directory = new RedisDirectoryStore(servers, keys);
    this.secrets = new RedisSecretStore(servers, keys);
  }

  /** Reaches every server, and does once what only shows then whether it is allowed. */
  async #start(location: RedisLocation, deadlineMs: number, keys: Keys, topology: Topology): Promise<void> {
    await this.#servers.start(deadlineMs - performance.now()).catch((error: unknown) => {
      throw error instanceof RedisSetupError ? error : unreachable(location, error);
    });
    const channel = keys.channel('start');
    try {
      await this.sessions.start();
      await this.#servers.send(channel, [publishCommandOf(topology), channel, ''], false);
      await checkSubscribing(topology, channel);
    } catch (error) {
      const reason = messageOf(error instanceof FleetError ? error.cause : error);
      throw new RedisSetupError(
        `The store ${describeLocation(location)} refuses what it has to do: ${reason}`,
      );
    }
  }

  get health(): StoreHealth {
    return this.#health.current;
  }

  /** Calls back when the store goes from up to degraded, and when it is up again. */
  onHealth(listener: (health: StoreHealth) => void): () => void {
    return this.#health.onChange(listener);
  }

  close(): void {
    this.#servers.close();
    this.#subscriptions.close();
  }
}

function topologyOf(location: RedisLocation): Topology {
  return location.topology === 'cluster'
    ? new ClusterTopology(location, CONNECT_TIMEOUT_MS)
    : new PrimaryTopology(location, CONNECT_TIMEOUT_MS);
}

function publishCommandOf({ isSharded }: Topology): 'PUBLISH' | 'SPUBLISH' {
  return isSharded ? 'SPUBLISH' : 'PUBLISH';
}

async function loadTopology(topology: Topology, location: RedisLocation, deadlineMs: number): Promise<void> {
  for (;;) {
    try {
      return await topology.load();
    } catch (error) {
      if (error instanceof RedisSetupError) throw error;
      if (performance.now() > deadlineMs) throw unreachable(location, error);
      await delay(LOAD_PAUSE_MS);
    }
  }
}

async function checkSubscribing(topology: Topology, name: string): Promise<void> {
  const connection = await topology.connect(topology.ownerOf(name));
  try {
    await connection.subscribe({ name, dispatch: () => undefined }, topology.isSharded);
  } finally {
    connection.close();
  }
}

function unreachable(location: RedisLocation, reason: unknown): RedisSetupError {
  return new RedisSetupError(
    `The store ${describeLocation(location)} cannot be reached (${messageOf(reason)}). Start it, or mend its URL.`,
  );
}
