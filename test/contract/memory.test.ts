// The stores in memory keep the contracts of their ports.
import { mock } from 'node:test';
import { MemoryBus } from '../../src/stores/memory/memory-bus.ts';
import { MemoryDirectoryStore } from '../../src/stores/memory/memory-directory-store.ts';
import { MemoryEventLog } from '../../src/stores/memory/memory-event-log.ts';
import { MemoryRateStore } from '../../src/stores/memory/memory-rate-store.ts';
import { MemorySecretStore } from '../../src/stores/memory/memory-secret-store.ts';
import { MemorySessionStore } from '../../src/stores/memory/memory-session-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { busContract } from './bus.contract.ts';
import { directoryStoreContract } from './directory-store.contract.ts';
import { eventLogContract } from './event-log.contract.ts';
import { rateStoreContract } from './rate-store.contract.ts';
import { secretStoreContract } from './secret-store.contract.ts';
import { sessionStoreContract } from './session-store.contract.ts';

sessionStoreContract('memory sessions', async () => {
  const clock = new ManualClock();
  const bornAtMs = clock.now();
  const store = new MemorySessionStore({ now: clock.now });
  return {
    store,
    elsewhere: store,
    bornAtMs,
    now: clock.now,
    pass: (ms) => clock.advance(ms),
    close: () => {},
  };
});

eventLogContract('memory events', async (bounds) => {
  // The cache behind this log reads the clock of the process and remembers it until a timer of a millisecond fires.
  let nowMs = 1000;
  const now = mock.method(performance, 'now', () => nowMs);
  mock.timers.enable({ apis: ['setTimeout'] });
  const log = new MemoryEventLog(bounds);
  return {
    log,
    elsewhere: log,
    pass(ms) {
      nowMs += ms;
      mock.timers.tick(1);
    },
    close() {
      mock.timers.reset();
      now.mock.restore();
    },
  };
});

rateStoreContract('memory rates', async () => {
  const clock = new ManualClock();
  const store = new MemoryRateStore({ now: clock.now });
  return { store, elsewhere: store, pass: (ms) => clock.advance(ms), close: () => {} };
});

busContract('memory bus', async () => {
  const bus = new MemoryBus();
  return { bus, elsewhere: bus, close: () => {} };
});

directoryStoreContract('memory directory', async () => {
  const clock = new ManualClock();
  const directory = new MemoryDirectoryStore(clock.now);
  return { directory, elsewhere: directory, pass: (ms) => clock.advance(ms), close: () => {} };
});

secretStoreContract('memory secrets', async () => {
  const secrets = new MemorySecretStore();
  return { secrets, elsewhere: secrets, close: () => {} };
});
