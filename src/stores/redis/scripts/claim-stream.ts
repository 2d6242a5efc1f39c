// Lets one node go on with a stream whose own node is gone.

import { defineScript } from '../script.ts';

export const claimStream = defineScript(
  'claim-stream',
  { isRepeatable: true },
  `
-- KEYS[1]  the claim, a string
-- ARGV[1]  id of the node that asks
-- ARGV[2]  how long the claim is remembered, in milliseconds
-- Returns  id of the node that may: the first that asked
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return redis.call('GET', KEYS[1])
`,
);
