// Extends the life of a session, or takes in one that is not there.

import { defineScript } from '../script.ts';

export const touchSession = defineScript(
  'touch-session',
  { isRepeatable: true },
  `
-- KEYS[1]  the session, a hash
-- ARGV[1]  its life from now, in milliseconds
-- ARGV[2]  1: take it in when it is not there
-- Returns  the state as JSON, empty when it is the initial one; 'ended'; or nil: not there, and not taken in
local found = redis.call('HMGET', KEYS[1], 'state', 'ended')
if found[2] then return 'ended' end
if not found[1] then
  if ARGV[2] ~= '1' then return nil end
  redis.call('HSET', KEYS[1], 'state', '')
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return found[1] or ''
`,
);
