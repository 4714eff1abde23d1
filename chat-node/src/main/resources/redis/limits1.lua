#!lua

-- The limits of the whole cluster, version 1. A script and no function: it is sent whole with each call, a few a second,
-- so there is nothing that Redis could lack. Without the flag `allow-oom` it is refused while Redis is full: then the
-- limits of each node hold by themselves, and this takes no memory from the messages.
--
-- A bucket is kept as the moment, by this server's clock in microseconds, at which it will be full again, and lives until
-- then: {limits}:LIMIT:NAME, the name as in the keys of chat1.lua. All keys share a hash tag.
--
-- KEYS: buckets
-- ARGV: for each, what a node has taken from it in microseconds of growing back (below 0: given back), and the most that
--       may be missing from it, which is also the most that a clock that was set back can do to it
-- Answers how much is missing from each.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local missing = {}
for i, key in ipairs(KEYS) do
  local taken = tonumber(ARGV[2 * i - 1])
  local most = tonumber(ARGV[2 * i])
  local full = math.max(tonumber(redis.call('GET', key) or '0'), now) + taken
  full = math.min(math.max(full, now), now + most)
  if full > now then
    -- Numbers stay exact below 2^53; '%.0f' keeps them from turning into 1e+15.
    redis.call('SET', key, string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
  else
    redis.call('DEL', key)
  end
  missing[i] = full - now
end
return missing
