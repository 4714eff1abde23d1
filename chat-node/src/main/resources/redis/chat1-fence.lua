-- A part of the library of chat1.lua: which epoch a partition is in. Redis gets all parts as one text.

-- An incarnation is named after the master's life that it is a part of.
local function within(incarnation, replication_id)
  return incarnation and string.sub(incarnation, 1, #replication_id + 1) == replication_id .. '-'
end

local function epoch_at(key)
  local found = text(key)
  if found and string.match(found, '^%d+$') then
    return found
  end
  return nil
end

-- This server's role and the name of its incarnation, at this very moment: asked for before, they might be others by now. Its
-- first replica gives a master another name without breaking any connection.
local function identity()
  local info = redis.call('INFO', 'replication')
  return string.match(info, 'role:(%a+)'), string.match(info, 'master_replid:(%w+)')
end

-- Tells the epoch if it stands: it is this master's, and the archive queue is where it was. Else a new incarnation
-- begins, and everybody who looks until its epoch is told gets the same name for it: so it is claimed once.
-- KEYS: epoch, epoch:incarnation, epoch:claimed, queue   ARGV: nonce
local function look(keys, args)
  local role, id = identity()
  if role ~= 'master' then
    return {'ROLE', role}
  end
  local epoch, queue = epoch_at(keys[1]), top(keys[4])
  local reached = queue and split(queue) or 0
  if epoch and queue and reached <= tonumber(epoch) and within(text(keys[2]), id) then
    return {'OK', epoch}
  end
  local incarnation = text(keys[3])
  if not within(incarnation, id) then
    incarnation = id .. '-' .. args[1]
    redis.call('SET', keys[3], incarnation)
  end
  return {'CLAIM', incarnation, string.format('%.0f', math.max(reached, tonumber(epoch or '0')))}
end

-- Tells an epoch that was claimed for an incarnation. It is only ever raised, and only for one of this life of the
-- master: for the one that is being claimed, or where the epoch is of this life already. '' says that nothing was
-- done: look again.
-- KEYS: epoch, epoch:incarnation, epoch:claimed, queue   ARGV: epoch, incarnation
local function fence(keys, args)
  local _, id = identity()
  local epoch, owner, queue = epoch_at(keys[1]), text(keys[2]), top(keys[4])
  local claimed, present = tonumber(args[1]), tonumber(epoch or '0')
  if owner == args[2] and claimed <= present then
    return epoch
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
