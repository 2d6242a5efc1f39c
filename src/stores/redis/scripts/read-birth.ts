// Tells since when this Redis holds sessions: since somebody first asked.

import { defineScript } from '../script.ts';

export const readBirth = defineScript(
  'read-birth',
  { isRepeatable: true },
  `
-- KEYS[1]  the birth, a string
-- ARGV[1]  now, in milliseconds since the epoch, by the clock of the node
-- Returns  the birth, in milliseconds since the epoch
redis.call('SET', KEYS[1], ARGV[1], 'NX')
return redis.call('GET', KEYS[1])
`,
);
