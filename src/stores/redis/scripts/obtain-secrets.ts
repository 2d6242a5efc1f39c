// Tells the fleet's secrets; it gets its first one if it has none.

import { defineScript } from '../script.ts';

export const obtainSecrets = defineScript(
  'obtain-secrets',
  { isRepeatable: true },
  `
-- KEYS[1]  the secrets, a list, newest first
-- ARGV[1]  the first one, if there is none yet
-- Returns  the fleet's secrets, newest first
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('RPUSH', KEYS[1], ARGV[1]) end
return redis.call('LRANGE', KEYS[1], 0, -1)
`,
);
