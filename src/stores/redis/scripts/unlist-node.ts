// Takes a node off the list of nodes.

import { defineScript } from '../script.ts';

export const unlistNode = defineScript(
  'unlist-node',
  { isRepeatable: true },
  `
-- KEYS[1]  the list, a sorted set
-- KEYS[2]  notes on the nodes, a hash
-- ARGV[1]  id of the node
-- Returns  1
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
return 1
`,
);
