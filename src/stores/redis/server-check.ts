// Refuses a server that is of another kind than the store's URL says, or too old.

import type { Connection, Greeting } from './connection.ts';
import { addressText } from './redis-url.ts';
import { RedisSetupError } from './store-error.ts';

const MIN_MAJOR_VERSION = 7;

const SCHEMES: Readonly<Record<Greeting['mode'], string>> = {
  standalone: 'is a single server: use redis:// or rediss://',
  sentinel: 'is a sentinel: use redis+sentinel://host/primary-name',
  cluster: 'is a node of a Redis Cluster: use redis+cluster://',
};

/** @throws RedisSetupError */
export function checkGreeting({ greeting, address }: Connection, expected: Greeting['mode']): void {
  const { mode, version } = greeting;
  const server = `Redis at ${addressText(address)}`;
  if (mode !== expected) throw new RedisSetupError(`${server} ${SCHEMES[mode]} in the store's URL.`);
  if (Number.parseInt(version, 10) < MIN_MAJOR_VERSION) {
    throw new RedisSetupError(`${server} has version ${version}: ${MIN_MAJOR_VERSION}.0 or newer is needed.`);
  }
}
