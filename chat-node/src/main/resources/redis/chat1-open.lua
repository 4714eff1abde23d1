-- A part of the library chat1: how rooms are opened. Redis gets all parts as one text, chat1.lua first.

local EMPTY_ROOM_TTL = 3600

-- The entries of some rooms that wait for the archiver, from one part of the queue at a time.
-- KEYS: queue   ARGV: the id after which to begin, how many entries to look at, rooms
-- Answers the id after which to go on ('' at the end), then queue id, room, position and entry of each.
local function queued(keys, args)
  local wanted = {}
  for i = 3, #args do
    wanted[args[i]] = true
  end
  local found = redis.pcall('XRANGE', keys[1], '(' .. args[1], '+', 'COUNT', args[2])
  local out = {''}
  if #found == tonumber(args[2]) then
    out[1] = found[#found][1]
  end
  for _, item in ipairs(found) do
    local fields = item[2]
    if wanted[fields[2]] then
      out[#out + 1] = item[1]
      out[#out + 1] = fields[2]
      out[#out + 1] = fields[4]
      out[#out + 1] = fields[6]
    end
  end
  return out
end

-- Deletes a key that is of another type than it should be.
local function only(key, kind)
  if redis.call('TYPE', key).ok ~= kind then
    redis.call('DEL', key)
  end
end

-- Marks rooms before the queue is read in order to open them; the opening then names the mark. While a mark is there,
-- nothing is appended to the room: an opening removes it, and so does whatever removes the hash. So an opening that knows
-- too little of the queue is found out. A room that is as it should be gets no mark.
-- KEYS: epoch, then h and s of each room   ARGV: a mark
-- Answers the mark of each room, which may be somebody else's, or ''.
local function mark(keys, args)
  local epoch = text(keys[1])
  local out = {}
  for i = 2, #keys, 2 do
    local h = keys[i]
    local meta = room(h)
    local _, agreed = ends(meta, keys[i + 1])
    if meta[1] == epoch and agreed then
      out[#out + 1] = ''
    else
      only(h, 'hash')
      if meta[1] == epoch then
        redis.call('HDEL', h, 'epoch')
      end
      redis.call('HSETNX', h, 'mark', args[1])
      if not meta[2] then
        redis.call('EXPIRE', h, EMPTY_ROOM_TTL)
      end
      out[#out + 1] = redis.call('HGET', h, 'mark')
    end
  end
  return out
end

-- Opens one room. `rows` is what archive and queue have above the end of the stream, oldest first: {position, entry,
-- queue id, dedupe key}, with '' for the last two if it comes from the archive. `kept` is what the queue has up to that
-- end: if the stream has it too, its dedupe key is set again, because the archive does not know the id yet.
local function open_room(keys, epoch, now, ttl, asked)
  local h, s = asked.h, asked.s
  local meta = room(h)
  local last, agreed = ends(meta, s)
  if meta[1] == epoch and agreed then
    return 'OK'
  end
  local whole = sure(last, agreed, s)
  if last ~= asked.known or not (whole or redis.pcall('HGET', h, 'mark') == asked.mark) then
    return 'MOVED'
  end
  only(h, 'hash')
  only(s, 'stream')
  local reached = top(s) or '0-0'
  if split(reached) > tonumber(epoch) then
    -- Epochs were lost, even in the database: the next one begins above what the stream has seen.
    redis.call('SET', keys[1], (string.match(reached, '^%d+')))
    redis.call('DEL', keys[2])
    return 'STALE'
  end
  for _, item in ipairs(redis.call('XRANGE', s, '(' .. last, '+')) do
    redis.call('XDEL', s, item[1])
  end
  if asked.reset == '1' then
    redis.call('XTRIM', s, 'MAXLEN', 0)
  end
  for _, row in ipairs(asked.kept) do
    if redis.call('XRANGE', s, row[1], row[1])[1] then
      redis.call('SET', row[4], row[1] .. ' ' .. row[3], 'PX', ttl, 'NX')
    end
  end
  local rows, final = asked.rows, last
  if rows[1] and not above(rows[1][1], reached) then
    redis.call('XSETID', s, asked.reset == '1' and '0-0' or last)
  end
  for _, row in ipairs(rows) do
    redis.call('XADD', s, row[1], 'e', row[2])
    final = row[1]
    if row[4] ~= '' then
      redis.call('SET', row[4], row[1] .. ' ' .. row[3], 'PX', ttl, 'NX')
    end
  end
  if above(reached, final) then
    -- So that an older writer is still refused.
    redis.call('XSETID', s, reached)
  end
  -- No position is given out twice, not even one that only a lost key knew of.
  local used, number = 0, tonumber(epoch)
  local function use(id)
    local of, offset = split(id or '0-0')
    if of == number then
      used = math.max(used, offset)
    end
  end
  use(reached)
  use(meta[2])
  use(asked.newest)
  if meta[1] == epoch or (meta[1] == false and meta[2]) then
    used = math.max(used, tonumber(meta[4] or '0') or 0)
  end
  if not whole and split(asked.newest) == number then
    -- Nor one that was discarded and is nowhere any more: each position of this epoch had an id in the queue.
    local of, n = split(top(keys[3]))
    if of == number then
      used = math.max(used, n + 1)
    end
  end
  local final_epoch, final_offset = split(final)
  local opened = meta[3] or '0'
  if rows[1] or (not meta[2] and final ~= '0-0') then
    opened = now
  end
  redis.call('HSET', h, 'epoch', epoch, 'last', final, 'opened', opened)
  if used > (final_epoch == number and final_offset or 0) then
    redis.call('HSET', h, 'from', string.format('%.0f', used))
  else
    redis.call('HDEL', h, 'from')
  end
  redis.call('HDEL', h, 'mark')
  if asked.queue == '1' then
    -- It is not in the archive, and perhaps not in the queue. The archiver finds in the stream what is missing before it.
    local item = redis.call('XRANGE', s, final, final)[1]
    redis.call('XADD', keys[3], epoch .. '-*', 'r', asked.room, 'a', final, 'e', item[2][2])
  end
  if final == '0-0' then
    -- Nobody has spoken here yet: a name that was only tried out must not cost memory for long.
    redis.call('EXPIRE', h, EMPTY_ROOM_TTL)
  else
    redis.call('PERSIST', h)
  end
  return 'OK'
end

-- Opens rooms of one partition; if one fails, the others do not.
-- KEYS: epoch, epoch:incarnation, queue, then h and s of each room, then the dedupe keys of the rows that have one
-- ARGV: epoch, now ms, ttl of dedupe keys ms, then for each room: room, the end of its stream as CLOSED told it, the mark
-- under which the queue was read ('' if it was not), the newest position that archive or queue have, whether to empty the
-- stream first, whether to queue its end again, number of rows; and for each row: position, entry ('' for those kept, which
-- come first), queue id or ''
-- Answers OK, MOVED, STALE or an error for each room, or one STALE for all.
local function open(keys, args)
  local epoch = args[1]
  if text(keys[1]) ~= epoch or not top(keys[3]) then
    return {'STALE'}
  end
  local asked, i = {}, 4
  while args[i] do
    local one = {room = args[i], known = args[i + 1], mark = args[i + 2], newest = args[i + 3], rows = {}, kept = {}}
    one.reset, one.queue = args[i + 4], args[i + 5]
    local rows = tonumber(args[i + 6])
    i = i + 7
    for _ = 1, rows do
      local to = args[i + 1] == '' and one.kept or one.rows
      to[#to + 1] = {args[i], args[i + 1], args[i + 2], ''}
      i = i + 3
    end
    asked[#asked + 1] = one
    one.h, one.s = keys[2 * #asked + 2], keys[2 * #asked + 3]
  end
  local key, out = 2 * #asked + 4, {}
  for n, one in ipairs(asked) do
    for _, some in ipairs({one.kept, one.rows}) do
      for _, row in ipairs(some) do
        if row[3] ~= '' then
          row[4] = keys[key]
          key = key + 1
        end
      end
    end
    local fine, answer = pcall(open_room, keys, epoch, args[2], args[3], one)
    if not fine then
      answer = 'ERR ' .. (type(answer) == 'table' and answer.err or tostring(answer))
    end
    out[n] = answer
  end
  return out
end

redis.register_function{function_name = 'chat1_mark', callback = mark, flags = {'allow-oom'}}
redis.register_function{function_name = 'chat1_open', callback = open, flags = {'allow-oom'}}
redis.register_function{function_name = 'chat1_queued', callback = queued, flags = {'no-writes'}}
