// A node's heartbeat in the list of nodes. Whoever beats also takes those off the list that have been silent for too
// long; any number of nodes may do so at once.

import { defineScript } from '../script.ts';
import { LIST, REAP } from './directory-parts.ts';

export const listNode = defineScript(
  'list-node',
  { isRepeatable: true },
  `
-- KEYS[1]  the list, a sorted set: node ids by when they expire, in milliseconds of Redis's clock
-- KEYS[2]  notes on the nodes, a hash: stamp and load, by id
-- ARGV[1]  id of the node
-- ARGV[2]  its life from now, in milliseconds
-- ARGV[3]  its note
-- Returns  ids of the nodes that are alive, when they expire, and their notes
${REAP}
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
reap()
-- The list lives as long as the node on it that lives longest, and a moment more for whoever reaps it.
local last = redis.call('ZRANGE', KEYS[1], 0, 0, 'REV', 'WITHSCORES')[2]
local life = string.format('%.0f', last - now + 60000)
redis.call('PEXPIRE', KEYS[1], life)
redis.call('PEXPIRE', KEYS[2], life)
${LIST}
`,
);
