// Takes a token from each of several buckets, or from none. The arithmetic is that of src/flow/token-bucket.ts: buckets
// count what they owe, in billionths of a token. One that owes nothing is full, and is not kept.

import { defineScript } from '../script.ts';

export const takeTokens = defineScript(
  'take-tokens',
  { isRepeatable: false },
  `
-- KEYS     the buckets, strings: what it owes, and when that was, in milliseconds of Redis's clock
-- ARGV     for each bucket: units that it gets back per millisecond, tokens that it holds
-- Returns  {0, 0}: taken; else {the emptiest bucket, from 1; milliseconds until all have a token}
local UNITS_PER_TOKEN = 1000000000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function keep(key, owed, unitsPerMs)
  redis.call('SET', key, string.format('%.0f %.0f', owed, now), 'PX', string.format('%.0f', math.ceil(owed / unitsPerMs)))
end

local owed = {}
local emptiest, wait = 0, 0
for i, key in ipairs(KEYS) do
  local unitsPerMs, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  owed[i] = 0
  local kept = redis.call('GET', key)
  if kept then
    local units, at = string.match(kept, '^(%d+) (%d+)$')
    units, at = tonumber(units), tonumber(at)
    owed[i] = math.max(0, units - math.max(0, now - at) * unitsPerMs)
    -- The clock was set back: refilling must not stand still until it has caught up.
    if at > now and owed[i] > 0 then keep(key, owed[i], unitsPerMs) end
  end
  local lacking = owed[i] + UNITS_PER_TOKEN - burst * UNITS_PER_TOKEN
  if lacking > 0 and math.ceil(lacking / unitsPerMs) > wait then
    emptiest, wait = i, math.ceil(lacking / unitsPerMs)
  end
end
if emptiest > 0 then return { emptiest, wait } end
for i, key in ipairs(KEYS) do keep(key, owed[i] + UNITS_PER_TOKEN, tonumber(ARGV[2 * i - 1])) end
return { 0, 0 }
`,
);
