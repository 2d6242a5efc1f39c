// Ends a session, and remembers that it has ended for as long as its handle could bring it back.

import { defineScript } from '../script.ts';

export const endSession = defineScript(
  'end-session',
  { isRepeatable: true },
  `
-- KEYS[1]  the session, a hash
-- ARGV[1]  how long its end is remembered, in milliseconds
-- Returns  1
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'ended', '1')
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
`,
);
