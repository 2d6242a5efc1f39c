// Lets time pass for what a store keeps in Redis, without waiting: moves what is there into the past. Knows the layout of
// docs/redis.md as far as times are in it.

import type { RedisProcess } from './redis-process.ts';

/** @param prefix of the keys that grow older */
export async function age(server: RedisProcess, prefix: string, byMs: number): Promise<void> {
  const keys = (await server.ask(['KEYS', `${prefix}*`])) as string[];
  await Promise.all(keys.map((key) => ageKey(server, key, prefix, byMs)));
}

async function ageKey(server: RedisProcess, key: string, prefix: string, byMs: number): Promise<void> {
  if (key === `${prefix}nodes`) await ageScores(server, key, byMs);
  const lifeMs = Number(await server.ask(['PTTL', key]));
  if (lifeMs < 0) return;
  if (key.startsWith(`${prefix}{rate}:`)) await ageBucket(server, key, byMs);
  if (lifeMs <= byMs) await server.ask(['DEL', key]);
  else await server.ask(['PEXPIRE', key, String(lifeMs - byMs)]);
}

async function ageScores(server: RedisProcess, key: string, byMs: number): Promise<void> {
  const ids = (await server.ask(['ZRANGE', key, '0', '-1'])) as string[];
  await Promise.all(ids.map((id) => server.ask(['ZINCRBY', key, String(-byMs), id])));
}

async function ageBucket(server: RedisProcess, key: string, byMs: number): Promise<void> {
  const [owed, atMs] = String(await server.ask(['GET', key])).split(' ');
  await server.ask(['SET', key, `${owed} ${Number(atMs) - byMs}`, 'KEEPTTL']);
}
