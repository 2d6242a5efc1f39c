// Writes what a node tells of itself.

import { defineScript } from '../script.ts';

export const writeNode = defineScript(
  'write-node',
  { isRepeatable: true },
  `
-- KEYS[1]  the node, a hash
-- ARGV[1]  its life from now, in milliseconds
-- ARGV[2]  and so on: fields and values
-- Returns  1
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('HSET', KEYS[1], 'lastHeartbeat', now, unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
`,
);
