// All that the nodes of a fleet share. In memory the nodes are those of one process; a store that several processes use
// makes them one fleet wherever they run.

import type { Bus } from '../cluster/bus.ts';
import type { DirectoryStore } from '../cluster/directory-store.ts';
import type { SecretStore } from '../cluster/secret-store.ts';
import type { RateStore } from '../flow/rate-store.ts';
import type { EventLog } from '../session/event-log.ts';
import type { SessionStore } from '../session/session-store.ts';
import { MemoryBus } from '../stores/memory/memory-bus.ts';
import { MemoryDirectoryStore } from '../stores/memory/memory-directory-store.ts';
import { MemoryEventLog } from '../stores/memory/memory-event-log.ts';
import { MemoryRateStore } from '../stores/memory/memory-rate-store.ts';
import { MemorySecretStore } from '../stores/memory/memory-secret-store.ts';
import { MemorySessionStore } from '../stores/memory/memory-session-store.ts';
import { monotonic, now } from './clock.ts';

export interface FleetStores {
  readonly sessions: SessionStore;
  readonly events: EventLog;
  readonly rates: RateStore;
  readonly bus: Bus;
  readonly directory: DirectoryStore;
  readonly secrets: SecretStore;
  /** Only nodes of this process use them. */
  readonly isPrivate: boolean;
}

/** @param resumeTtlMs milliseconds for which a broken stream can be resumed */
export function memoryStores({ resumeTtlMs = 300_000 } = {}): FleetStores {
  return {
    sessions: new MemorySessionStore({ now }),
    events: new MemoryEventLog({ ttlMs: resumeTtlMs }),
    rates: new MemoryRateStore({ now: monotonic }),
    bus: new MemoryBus(),
    directory: new MemoryDirectoryStore(now),
    secrets: new MemorySecretStore(),
    isPrivate: true,
  };
}
