// Reads what the log of a stream has after an event, and where the log begins and ends.

import { defineScript } from '../script.ts';

export const readEvents = defineScript(
  'read-events',
  { isRepeatable: true, isReadOnly: true },
  `
-- KEYS[1]  the log, a stream
-- ARGV[1]  number of the first event that is wanted
-- Returns  nil when there is no log; else: id of the oldest entry, 1 when the newest is the stream's last,
--          and the entries that are wanted: id, and 'm', message, 'f', 1 for the last, perhaps 'r', request
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
if not oldest then return nil end
local newest = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
return { oldest[1], newest[2][4], redis.call('XRANGE', KEYS[1], ARGV[1], '+') }
`,
);
