// Keeps the state of a session, unless it has ended. One that is not there was lost with a server: its node knows it.

import { defineScript } from '../script.ts';

export const saveSession = defineScript(
  'save-session',
  { isRepeatable: true },
  `
-- KEYS[1]  the session, a hash
-- ARGV[1]  the state as JSON
-- ARGV[2]  its life from now, in milliseconds
-- Returns  1: saved; 0: it has ended
if redis.call('HEXISTS', KEYS[1], 'ended') == 1 then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`,
);
