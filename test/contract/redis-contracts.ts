// Runs every contract on the stores in one Redis.

import { type RedisUnderTest, StorePair } from '../support/redis/store-pair.ts';
import { busContract } from './bus.contract.ts';
import { directoryStoreContract } from './directory-store.contract.ts';
import { eventLogContract } from './event-log.contract.ts';
import { rateStoreContract } from './rate-store.contract.ts';
import { secretStoreContract } from './secret-store.contract.ts';
import { sessionStoreContract } from './session-store.contract.ts';

/** @param redis is asked for when the first test runs */
export function redisContracts(name: string, redis: () => RedisUnderTest): void {
  sessionStoreContract(`${name} sessions`, async () => {
    const pair = await StorePair.open(redis());
    const { one, other, bornAtMs, now } = pair;
    return { ...aged(pair), store: one.sessions, elsewhere: other.sessions, bornAtMs, now };
  });

  eventLogContract(`${name} events`, async ({ maxStreamChars, ttlMs }) => {
    const pair = await StorePair.open(redis(), { maxStreamBytes: maxStreamChars, eventTtlMs: ttlMs });
    return { ...aged(pair), log: pair.one.events, elsewhere: pair.other.events };
  });

  rateStoreContract(`${name} rates`, async () => {
    const pair = await StorePair.open(redis());
    return { ...aged(pair), store: pair.one.rates, elsewhere: pair.other.rates };
  });

  busContract(`${name} bus`, async () => {
    const pair = await StorePair.open(redis());
    return { bus: pair.one.bus, elsewhere: pair.other.bus, close: () => pair.close() };
  });

  directoryStoreContract(`${name} directory`, async () => {
    const pair = await StorePair.open(redis());
    return { ...aged(pair), directory: pair.one.directory, elsewhere: pair.other.directory };
  });

  secretStoreContract(`${name} secrets`, async () => {
    const pair = await StorePair.open(redis());
    return { secrets: pair.one.secrets, elsewhere: pair.other.secrets, close: () => pair.close() };
  });
}

function aged(pair: StorePair) {
  return { pass: (ms: number) => pair.pass(ms), close: () => pair.close() };
}
