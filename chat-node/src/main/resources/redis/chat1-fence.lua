-- A part of the library of chat1.lua: which generation a partition is in. Redis gets all parts as one text.

-- A history is named after the master's life that it is a part of.
local function within(history, replication_id)
  return history and string.sub(history, 1, #replication_id + 1) == replication_id .. '-'
end

local function generation(key)
  local found = text(key)
  if found and string.match(found, '^%d+$') then
    return found
  end
  return nil
end

-- This server's role and the name of its history, at this very moment: asked for before, they might be others by now. Its
-- first replica gives a master another name without breaking any connection.
local function identity()
  local info = redis.call('INFO', 'replication')
  return string.match(info, 'role:(%a+)'), string.match(info, 'master_replid:(%w+)')
end

-- Tells the generation if it stands: it is this master's, and the archive queue is where it was. Else a new history
-- begins, and everybody who looks until its generation is told gets the same name for it: so it is claimed once.
-- KEYS: gen, gen:rid, gen:next, log   ARGV: nonce
local function look(keys, args)
  local role, id = identity()
  if role ~= 'master' then
    return {'ROLE', role}
  end
  local gen, queue = generation(keys[1]), top(keys[4])
  local reached = queue and split(queue) or 0
  if gen and queue and reached <= tonumber(gen) and within(text(keys[2]), id) then
    return {'OK', gen}
  end
  local history = text(keys[3])
  if not within(history, id) then
    history = id .. '-' .. args[1]
    redis.call('SET', keys[3], history)
  end
  return {'CLAIM', history, string.format('%.0f', math.max(reached, tonumber(gen or '0')))}
end

-- Tells a generation that was claimed for a history. It is only ever raised, and only for a history of this life of the
-- master: for the one that is being claimed, or where the generation is of this life already. '' says that nothing was
-- done: look again.
-- KEYS: gen, gen:rid, gen:next, log   ARGV: gen, history
local function fence(keys, args)
  local _, id = identity()
  local gen, owner, queue = generation(keys[1]), text(keys[2]), top(keys[4])
  local claimed, present = tonumber(args[1]), tonumber(gen or '0')
  if owner == args[2] and claimed <= present then
    return gen
  end
  if not within(args[2], id) or (text(keys[3]) ~= args[2] and not within(owner, id)) then
    return ''
  end
  redis.call('DEL', keys[3])
  if claimed <= present or (queue and claimed <= split(queue)) then
    return ''
  end
  if not queue then
    redis.call('DEL', keys[4])
    redis.call('XADD', keys[4], 'MAXLEN', 0, args[1] .. '-0', 'r', '')
  end
  redis.call('SET', keys[1], args[1])
  redis.call('SET', keys[2], args[2])
  return args[1]
end

redis.register_function{function_name = 'chat1_look', callback = look, flags = {'allow-oom'}}
redis.register_function{function_name = 'chat1_fence', callback = fence, flags = {'allow-oom'}}
