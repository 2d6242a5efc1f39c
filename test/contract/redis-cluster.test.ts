// The stores in a Redis Cluster keep the contracts of their ports.
import { after, before } from 'node:test';
import { ClusterGroup } from '../support/redis/cluster-group.ts';
import { redisContracts } from './redis-contracts.ts';

let group: ClusterGroup;
before(async () => {
  group = await ClusterGroup.start();
});
after(() => group.stop());

redisContracts('redis cluster', () => ({ url: group.url, servers: group.primaries }));
