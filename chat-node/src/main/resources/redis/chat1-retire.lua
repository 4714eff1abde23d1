-- A part of the library chat1: how quiet rooms leave. The archive has all of them, and an opening brings them back. Redis
-- gets all parts as one text, chat1.lua first.

-- Which of some rooms nobody has spoken in, or read, for so long. Asking does not count as reading.
-- KEYS: s of each room   ARGV: seconds
-- Answers their indices, from 1.
local function quiet(keys, args)
  local out = {}
  for i, key in ipairs(keys) do
    local idle = redis.call('OBJECT', 'IDLETIME', key)
    if idle and idle >= tonumber(args[1]) then
      out[#out + 1] = i
    end
  end
  return out
end

-- Whether something is known of a room here that could not be learnt anywhere else: an event that is not archived, or a
-- position of this epoch that was given out and is not that of the last event.
local function indispensable(h, s, present, archived)
  local meta = room(h)
  local last, agreed = ends(meta, s)
  if not agreed or last ~= archived or last == '0-0' then
    return true
  end
  local epoch, reached = split(last), split(top(s))
  local from = tonumber(meta[4] or '0') or 0
  local current = not meta[1] or tonumber(meta[1]) == present
  return epoch > present or reached > present or (epoch < present and (reached == present or (current and from > 0)))
end

-- Retires those of some rooms of one partition that are quiet and wholly archived. The mark of an opening that has begun
-- goes with the hash; so that opening finds out, and begins anew: meanwhile others may have opened the room and spoken.
-- KEYS: epoch, then h and s of each room
-- ARGV: seconds, then for each room the position up to which it is archived
-- Answers how many were retired.
local function retire(keys, args)
  local epoch, left = tonumber(text(keys[1])), 0
  if not epoch then
    return 0
  end
  for i = 2, #args do
    local h, s = keys[2 * i - 2], keys[2 * i - 1]
    local idle = redis.call('OBJECT', 'IDLETIME', s)
    if idle and idle >= tonumber(args[1]) and not indispensable(h, s, epoch, args[i]) then
      redis.call('UNLINK', s)
      redis.call('UNLINK', h)
      left = left + 1
    end
  end
  return left
end

redis.register_function{function_name = 'chat1_quiet', callback = quiet, flags = {'no-writes'}}
redis.register_function{function_name = 'chat1_retire', callback = retire, flags = {'allow-oom'}}
