// The stores in a Redis that sentinels watch keep the contracts of their ports.
import { after, before } from 'node:test';
import type { RedisProcess } from '../support/redis/redis-process.ts';
import { SentinelGroup } from '../support/redis/sentinel-group.ts';
import { redisContracts } from './redis-contracts.ts';

let group: SentinelGroup;
let primary: RedisProcess;
before(async () => {
  group = await SentinelGroup.start();
  primary = await group.primary();
});
after(() => group.stop());

redisContracts('redis sentinel', () => ({ url: group.url, servers: [primary] }));
