// Parts of the scripts on the list of nodes.

/** Defines `now`, and `reap`, which takes those off the list that have been silent for too long. */
export const REAP = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function reap()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))) do
    redis.call('ZREM', KEYS[1], id)
    redis.call('HDEL', KEYS[2], id)
  end
end`;

/** Returns who is alive, until when, and what the list notes of each. */
export const LIST = `
local ids, expiries = {}, {}
local entries = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #entries, 2 do
  table.insert(ids, entries[i])
  table.insert(expiries, entries[i + 1])
end
local notes = {}
if #ids > 0 then notes = redis.call('HMGET', KEYS[2], unpack(ids)) end
return { ids, expiries, notes }`;
