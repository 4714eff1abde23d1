#!lua name=chat1

-- The room log, version 1. Every function works on one partition, whose keys all share a hash tag.
-- Once released, this library never changes, not even in a comment: a later version is another library, with other
-- function names on the same keys, so that two versions of the node can work side by side (docs/adr/0009).
--
--   {pN}:epoch              the partition's epoch
--   {pN}:epoch:incarnation  the incarnation of this Redis to which that epoch was given: REPLICATION_ID-NONCE
--   {pN}:epoch:claimed      the incarnation for which an epoch is being claimed, until that epoch arrives
--   {pN}:r:ROOM:h           hash: epoch   the epoch in which the room was last opened
--                                 last    the position of its newest event
--                                 opened  when an opening last put back lost events without their dedupe keys, in ms
--                                 mark    left by an opening that has begun to read the queue
--                                 from    the offset above which this epoch goes on, unless that is the offset of last
--   {pN}:r:ROOM:s           stream: id = position, e = ENTRY
--   {pN}:r:ROOM:d:USER:ID   'POSITION QUEUE_ID' of the event that a user sent under this id, for the id window
--   {pN}:queue              stream: id = queue id, r = room, a = position, e = ENTRY: what the archive lacks. It exists for
--                           as long as the epoch does: within one epoch its ids never go back
--
-- In keys and channels, ROOM and USER are names in which every byte of '%', ':', '{', '}' and white space is written as
-- %XX (of their UTF-8): so no name ends a word or moves a key to another slot. In r, names are as people write them.
--
-- ENTRY is 'VERSION ORIGIN PREV KIND BODY'. A wake-up is 'POSITION ENTRY' on the channel {pN}:c:ROOM.

-- The version of the envelope: MAJOR or MAJOR.MINOR. A minor version may add words between KIND and BODY.
local VERSION = '1'

local function split(position)
  local epoch, offset = string.match(position, '^(%d+)-(%d+)$')
  return tonumber(epoch), tonumber(offset)
end

-- Numbers are exact below 2^53; '%.0f' keeps them from being written as 1e+15.
local function join(epoch, offset)
  return string.format('%s-%.0f', epoch, offset)
end

-- The string at a key; nil if there is none, or something of another type.
local function text(key)
  local found = redis.pcall('GET', key)
  if type(found) == 'string' then
    return found
  end
  return nil
end

-- The greatest id that a stream has ever had; nil if the key holds no stream.
local function top(key)
  local info = redis.pcall('XINFO', 'STREAM', key)
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      return info[i + 1]
    end
  end
  return nil
end

-- Whether a position is above another one.
local function above(position, other)
  local epoch, offset = split(position)
  local other_epoch, other_offset = split(other)
  return epoch > other_epoch or (epoch == other_epoch and offset > other_offset)
end

-- The fields epoch, last, opened and from of a room's hash; an empty table if no opening can have left it as it is.
local function room(key)
  local meta = redis.pcall('HMGET', key, 'epoch', 'last', 'opened', 'from')
  if meta.err or not meta[2] or not split(meta[2]) or not tonumber(meta[3]) then
    return {}
  end
  return meta
end

local function newest(stream, up_to)
  local found = redis.pcall('XREVRANGE', stream, up_to, '-', 'COUNT', 1)
  return found[1] and found[1][1] or '0-0'
end

-- Where a room's stream ends, and whether its hash agrees. Anything above what the hash says is left over from an append
-- that was cut short and never answered.
local function ends(meta, stream)
  local last = newest(stream, '+')
  if last == meta[2] then
    return last, true
  end
  if meta[2] and above(last, meta[2]) then
    last = newest(stream, meta[2])
  end
  return last, false
end

-- Whether nothing of a room can wait in the queue above the end of its stream: hash and stream agree on an event, and it is
-- the newest that the stream has ever had. If both know of none, that proves nothing: the same is true after a first
-- append was cut short and the stream was then lost.
local function sure(last, agreed, stream)
  return agreed and last ~= '0-0' and top(stream) == last
end

-- Whether a hash says nothing, except perhaps the mark of an opening.
local function blank(key)
  local fields = redis.pcall('HLEN', key)
  return fields == 0 or (fields == 1 and redis.call('HEXISTS', key, 'mark') == 1)
end

-- The answer for a room that must be opened first, with what is known of it: '1' hash and stream agree, '0' they do not,
-- '?' neither exists, because nobody has spoken there or the room has been retired.
local function closed(meta, key, stream)
  if not meta[2] and redis.call('EXISTS', stream) == 0 and blank(key) then
    return {'CLOSED', '?', '0-0'}
  end
  local last, agreed = ends(meta, stream)
  return {'CLOSED', sure(last, agreed, stream) and '1' or '0', last}
end

-- What the dedupe key remembers of an id, if that can be true: it is well formed, and not above all that the room has.
-- Otherwise nil, and whether the key holds anything at all.
local function place(key, epoch, offset)
  local known = redis.pcall('GET', key)
  if not known then
    return nil, false
  end
  if type(known) == 'string' then
    local known_epoch, known_offset = string.match(known, '^(%d+)-(%d+) %d+-%d+$')
    known_epoch, known_offset = tonumber(known_epoch), tonumber(known_offset)
    if known_epoch and (known_epoch < epoch or (known_epoch == epoch and known_offset <= offset)) then
      return known, false
    end
  end
  return nil, true
end

-- How many entries the archive queue holds; nil if it is gone. A queue that began anew would give out queue ids that have
-- already been announced as committed.
local function backlog(key)
  local waiting = redis.pcall('XLEN', key)
  if type(waiting) ~= 'number' or (waiting == 0 and redis.call('EXISTS', key) == 0) then
    return nil
  end
  return waiting
end

-- Appends drafts to a room, in order, and stops at the first that has to be settled elsewhere.
-- KEYS: epoch, h, s, queue, then the dedupe key of each draft
-- ARGV: epoch, room, channel, origin, ttl of dedupe keys ms, leeway ms, queue limit, then for each draft: time of its id
-- ms, proof, kind, body
-- A proof is what the archive has said of the id: '0' nothing yet, '1' it does not have it, or the POSITION that was lost
-- with an older incarnation and will never be archived. A dedupe key that names any other position still holds.
-- Answers OK and, for each draft up to there, 'L POSITION QUEUE_ID' if it is in the log now, 'D POSITION QUEUE_ID' if it
-- was already, or 'U' if the archive has to be asked first; or STALE, FULL or CLOSED for all of them.
local function append(keys, args)
  local epoch = args[1]
  if text(keys[1]) ~= epoch then
    return {'STALE'}
  end
  local meta = room(keys[2])
  if meta[1] ~= epoch then
    return closed(meta, keys[2], keys[3])
  end
  local limit = tonumber(args[7])
  local waiting = backlog(keys[4])
  if not waiting then
    return {'STALE'}
  end
  if waiting >= limit then
    return {'FULL'}
  end
  local last, opened = meta[2], tonumber(meta[3])
  local head_epoch, head_offset = split(last)
  local offset = head_epoch == tonumber(epoch) and head_offset or 0
  offset = math.max(offset, tonumber(meta[4] or '0') or 0)
  local fresh = last == '0-0'
  local prev = last
  local out = {'OK'}
  local trouble = nil
  for i = 5, #keys do
    local base = 8 + (i - 5) * 4
    local proof = args[base + 1]
    local known, nowhere = place(keys[i], head_epoch, head_offset)
    if known and string.match(known, '^%S+') ~= proof then
      out[#out + 1] = 'D ' .. known
      if string.match(known, '^%d+') ~= epoch then
        -- That position may have been lost: the archive decides before anything newer overtakes it.
        break
      end
    elseif (nowhere or tonumber(args[base]) <= opened + tonumber(args[6])) and proof == '0' then
      out[#out + 1] = 'U'
      break
    else
      local at = join(epoch, offset + 1)
      local entry = VERSION .. ' ' .. args[4] .. ' ' .. prev .. ' ' .. args[base + 2] .. ' ' .. args[base + 3]
      local added
      if prev == '0-0' then
        added = redis.pcall('XADD', keys[3], at, 'e', entry)
      else
        -- A room with events has a stream: if it was lost, it must not begin anew without them.
        added = redis.pcall('XADD', keys[3], 'NOMKSTREAM', at, 'e', entry)
      end
      if type(added) ~= 'string' then
        redis.call('HDEL', keys[2], 'epoch')
        trouble = closed(meta, keys[2], keys[3])
        break
      end
      local queue_id = redis.pcall('XADD', keys[4], epoch .. '-*', 'r', args[2], 'a', at, 'e', entry)
      if type(queue_id) ~= 'string' then
        redis.call('XDEL', keys[3], at)
        trouble = {'STALE'}
        break
      end
      local placed = at .. ' ' .. queue_id
      redis.call('SET', keys[i], placed, 'PX', args[5])
      redis.call('SPUBLISH', args[3], at .. ' ' .. entry)
      out[#out + 1] = 'L ' .. placed
      prev = at
      offset = offset + 1
      head_epoch, head_offset = tonumber(epoch), offset
    end
  end
  if prev ~= last then
    redis.call('HSET', keys[2], 'last', prev)
    if fresh then
      redis.call('PERSIST', keys[2])
    end
  end
  if trouble and #out == 1 then
    return trouble
  end
  return out
end

-- What an entry counts for in addition to its length; the same as Bound.OVERHEAD in the node.
local ENTRY_OVERHEAD = 128

-- Entries are fetched in small steps, so that no call takes longer than a few milliseconds, however big they are.
local FIRST_STEP = 8
local MOST_STEP = 32

-- Calls visit(id, entry) for at most `limit` entries of at most `budget` bytes in all, but for at least one.
-- Returns whether it stopped because of the bytes.
local function scan(command, key, from, to, limit, budget, visit)
  local bytes, step = 0, FIRST_STEP
  while limit > 0 do
    local asked = math.min(step, limit)
    local items = redis.pcall(command, key, from, to, 'COUNT', asked)
    for _, item in ipairs(items) do
      local size = #item[2][2] + ENTRY_OVERHEAD
      if bytes > 0 and bytes + size > budget then
        return true
      end
      bytes = bytes + size
      visit(item[1], item[2][2])
      from = '(' .. item[1]
    end
    if #items < asked then
      return false
    end
    limit = limit - asked
    step = math.min(2 * step, MOST_STEP)
  end
  return false
end

local function slice(keys, args, command, from, to, wanted)
  if text(keys[1]) ~= args[1] then
    return {'STALE'}
  end
  local meta = room(keys[2])
  if meta[1] ~= args[1] then
    return closed(meta, keys[2], keys[3])
  end
  local last = meta[2]
  local out = {'OK', last}
  local beyond = false
  local cut = scan(command, keys[3], from, to, tonumber(args[3]), tonumber(args[4]), function(id, entry)
    beyond = beyond or above(id, last)
    out[#out + 1] = id
    out[#out + 1] = entry
  end)
  if #out == 2 and wanted ~= last then
    -- A stream never drops its own end, and nobody has seen more than it has, unless something was lost.
    local _, agreed = ends(meta, keys[3])
    beyond = not agreed
  end
  if beyond then
    return closed(meta, keys[2], keys[3])
  end
  if cut then
    out[1] = 'CUT'
  end
  return out
end

-- KEYS: epoch, h, s   ARGV: epoch, after, limit, bytes
local function read(keys, args)
  return slice(keys, args, 'XRANGE', '(' .. args[2], '+', args[2])
end

-- KEYS: epoch, h, s   ARGV: epoch, before ('' for the head), limit, bytes
local function read_back(keys, args)
  if args[2] == '' then
    return slice(keys, args, 'XREVRANGE', '+', '-', '')
  end
  return slice(keys, args, 'XREVRANGE', '(' .. args[2], '-', '')
end

-- A lost queue is noticed here too: otherwise what it held would wait for the next append, which may never come.
-- KEYS: epoch, queue, then h of each room   ARGV: epoch
-- Answers the head of each room; '!' and what is known of it if it is not open, '?' if there is no such room.
local function heads(keys, args)
  if text(keys[1]) ~= args[1] or not backlog(keys[2]) then
    return {'STALE'}
  end
  local out = {'OK'}
  for i = 3, #keys do
    local meta = room(keys[i])
    local last = meta[2] or '0-0'
    if meta[1] == args[1] then
      out[i - 1] = last
    elseif not meta[2] and blank(keys[i]) then
      out[i - 1] = '?'
    else
      out[i - 1] = '!' .. last
    end
  end
  return out
end

-- Once a room log has more than `max` events or `max bytes` bytes, drops what is archived, except for the newest `keep`
-- events within half of `max bytes`.
-- KEYS: s   ARGV: committed position, keep, max, max bytes
local function trim(keys, args)
  local bytes = tonumber(args[4])
  if redis.call('XLEN', keys[1]) <= tonumber(args[3]) and (redis.call('MEMORY', 'USAGE', keys[1]) or 0) <= bytes then
    return 0
  end
  local oldest_kept
  scan('XREVRANGE', keys[1], '+', '-', tonumber(args[2]), math.floor(bytes / 2), function(id)
    oldest_kept = id
  end)
  if not oldest_kept then
    return 0
  end
  local kept_epoch, kept_offset = split(oldest_kept)
  local epoch, offset = split(args[1])
  local cut = oldest_kept
  if epoch < kept_epoch or (epoch == kept_epoch and offset < kept_offset) then
    cut = args[1]
  end
  return redis.call('XTRIM', keys[1], 'MINID', cut)
end

redis.register_function('chat1_append', append)
redis.register_function{function_name = 'chat1_read', callback = read, flags = {'no-writes'}}
redis.register_function{function_name = 'chat1_read_back', callback = read_back, flags = {'no-writes'}}
redis.register_function{function_name = 'chat1_heads', callback = heads, flags = {'no-writes'}}
redis.register_function{function_name = 'chat1_trim', callback = trim, flags = {'allow-oom'}}
