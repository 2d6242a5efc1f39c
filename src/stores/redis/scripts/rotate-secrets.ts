// Puts a secret in front of the fleet's, and forgets the oldest.

import { defineScript } from '../script.ts';

export const rotateSecrets = defineScript(
  'rotate-secrets',
  { isRepeatable: true },
  `
-- KEYS[1]  the secrets, a list, newest first
-- ARGV[1]  the new secret
-- ARGV[2]  how many are kept
-- Returns  the fleet's secrets, newest first
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then
  redis.call('LREM', KEYS[1], 0, ARGV[1])
  redis.call('LPUSH', KEYS[1], ARGV[1])
end
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
return redis.call('LRANGE', KEYS[1], 0, -1)
`,
);
