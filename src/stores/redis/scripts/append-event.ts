// Appends an event to the log of a stream, once. The id of an entry is the number of the event and, after the dash, the
// bytes of all events before it: so the size of a log is known from its ends.

import { defineScript } from '../script.ts';

export const appendEvent = defineScript(
  'append-event',
  { isRepeatable: true },
  `
-- KEYS[1]  the log, a stream
-- ARGV[1]  number of the event, from 1
-- ARGV[2]  its message
-- ARGV[3]  1: the last event of the stream
-- ARGV[4]  bytes that the log may hold
-- ARGV[5]  events that it may hold
-- ARGV[6]  its life from now, in milliseconds
-- ARGV[7]  the request that the stream answers, if it is to be kept
-- Returns  1: appended; 0: it, a later one, or the last of the stream was there
local OVERHEAD_BYTES = 64
local function parse(id)
  local seq, before = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(seq), tonumber(before)
end

local before = 0
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last then
  local lastSeq, lastBefore = parse(last[1])
  if last[2][4] == '1' or tonumber(ARGV[1]) <= lastSeq then return 0 end
  before = lastBefore + #last[2][2] + #(last[2][6] or '') + OVERHEAD_BYTES
end
local id = ARGV[1] .. '-' .. string.format('%.0f', before)
local fields = { 'm', ARGV[2], 'f', ARGV[3] }
if ARGV[7] then fields = { 'm', ARGV[2], 'f', ARGV[3], 'r', ARGV[7] } end
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[5], id, unpack(fields))
redis.call('PEXPIRE', KEYS[1], ARGV[6])

local surplus = before + #ARGV[2] + #(ARGV[7] or '') + OVERHEAD_BYTES - tonumber(ARGV[4])
while surplus > 0 do
  local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  local seq, oldestBefore = parse(oldest[1])
  if oldest[1] == id or oldestBefore >= surplus then break end
  redis.call('XTRIM', KEYS[1], 'MINID', string.format('%.0f', seq + 1))
end
return 1
`,
);
