-- A part of the library of chat1.lua: rooms that fell quiet leave. The archive has all of them, and an opening brings them
-- back.

-- Which of some rooms nobody has spoken in or read for so long. Asking does not wake them.
-- KEYS: s of each room   ARGV: seconds
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

-- Whether something is known of a room here that nobody could learn elsewhere: a message that is not archived, or a place
-- of this epoch that was given out and is not that of the last message.
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

-- Rooms of one partition leave, each if it is quiet and the archive has all of it. With the hash goes the mark of an opening
-- that has begun, which so finds out and begins anew: in the meantime others may have opened the room and spoken there.
-- KEYS: epoch, then h and s of each room
-- ARGV: seconds, then for each room the position up to which it is archived
-- Answers how many have left.
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
