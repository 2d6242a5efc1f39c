// Opens the stores of a fleet by their URL: in memory when it lives in one process, in Redis when it does not. What Redis
// needs is only loaded in the second case.

import type { StoreHealth } from '../cluster/store-health.ts';
import { MemoryRateStore } from '../stores/memory/memory-rate-store.ts';
import { monotonic, now } from './clock.ts';
import { type FleetStores, memoryStores } from './fleet-stores.ts';

export interface StoresOptions {
  /** What all keys in Redis begin with; fleets that share a Redis need different ones. @defaultValue 'mcp:' */
  readonly keyPrefix?: string;
  /**
   * Milliseconds within which Redis answers or a call fails with STORE_UNAVAILABLE. A server that is silent for this
   * long is taken for lost. @defaultValue 1000
   */
  readonly replyTimeoutMs?: number;
  /** Milliseconds that a call waits for a shared rate limit; past it the node decides on its own. @defaultValue 250 */
  readonly rateTimeoutMs?: number;
  /** Milliseconds within which Redis must be reached at the start, which else fails. @defaultValue 5000 */
  readonly startTimeoutMs?: number;
  /** Bytes of one resumable stream's events; past it its oldest events go. Redis only. @defaultValue 1048576 */
  readonly maxStreamBytes?: number;
  /** Events of one resumable stream; past it its oldest go. Redis only. @defaultValue 10000 */
  readonly maxStreamEvents?: number;
  /** Milliseconds after its last event for which a stream can be resumed. @defaultValue 300000 */
  readonly resumeTtlMs?: number;
  /** Told of what listeners of the bus throw. Redis only. @defaultValue a warning of the process */
  readonly report?: (error: unknown) => void;
}

/** Stores that say how they are, and that somebody has to close. */
export interface OpenStores extends FleetStores {
  readonly health: StoreHealth;
  /** Calls back when the store goes from up to degraded, and when it is up again. */
  onHealth(listener: (health: StoreHealth) => void): () => void;
  close(): void;
}

const UP: StoreHealth = Object.freeze({ state: 'up' });
const MAX_MS = 2 ** 31 - 1;
/** Default, least, greatest. */
const NUMBERS = {
  replyTimeoutMs: [1000, 10, 60_000],
  rateTimeoutMs: [250, 1, 60_000],
  startTimeoutMs: [5000, 1, 600_000],
  maxStreamBytes: [2 ** 20, 1024, 2 ** 29],
  maxStreamEvents: [10_000, 1, 10_000_000],
  resumeTtlMs: [300_000, 1, MAX_MS],
} as const satisfies Partial<Record<keyof StoresOptions, readonly [number, number, number]>>;

/**
 * @param url undefined: memory; else one of the forms in docs/redis.md
 * @throws TypeError or RangeError, in a rejection, when an option or the URL is malformed; Error that says what to change
 * when a setting cannot take effect, or Redis cannot be reached
 */
export async function openStores(url: string | undefined, options: StoresOptions = {}): Promise<OpenStores> {
  const filled = fillStoresOptions(options);
  const { resumeTtlMs } = filled;
  if (url === undefined) {
    return {
      ...memoryStores({ resumeTtlMs }),
      health: UP,
      onHealth: () => () => undefined,
      close: () => undefined,
    };
  }
  const { RedisStores } = await import('../stores/redis/redis-stores.ts');
  const localRates = new MemoryRateStore({ now: monotonic });
  return RedisStores.open({ ...filled, url, eventTtlMs: resumeTtlMs, localRates, now });
}

function fillStoresOptions(options: StoresOptions): Required<StoresOptions> {
  const numbers = { ...options } as Record<keyof typeof NUMBERS, number>;
  for (const [name, [fallback, least, greatest]] of Object.entries(NUMBERS)) {
    const value = options[name as keyof typeof NUMBERS] ?? fallback;
    if (!Number.isInteger(value) || value < least || value > greatest) {
      throw new RangeError(`${name} must be an integer from ${least} to ${greatest}: ${value}.`);
    }
    numbers[name as keyof typeof NUMBERS] = value;
  }
  const { keyPrefix = 'mcp:', report = warn } = options;
  return { ...numbers, keyPrefix, report };
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
