// The stores in a single Redis server keep the contracts of their ports.
import { after, before } from 'node:test';
import { RedisProcess } from '../support/redis/redis-process.ts';
import { redisContracts } from './redis-contracts.ts';

let server: RedisProcess;
before(async () => {
  server = await RedisProcess.start();
});
after(() => server.stop());

redisContracts('redis', () => ({ url: `redis://127.0.0.1:${server.port}`, servers: [server] }));
