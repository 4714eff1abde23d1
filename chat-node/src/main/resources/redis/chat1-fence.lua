-- A part of the library chat1: which epoch a partition is in. Redis gets all parts as one text, chat1.lua first.

-- An incarnation is named after the replication id under which it began.
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

-- This server's role and replication id at this very moment: if they were asked for earlier, they might have changed by now.
-- Its first replica gives a master another id without breaking any connection.
local function identity()
  local info = redis.call('INFO', 'replication')
  return string.match(info, 'role:(%a+)'), string.match(info, 'master_replid:(%w+)')
end

-- Answers the epoch if it still holds: it belongs to this master, and the archive queue has not been lost. Otherwise a new
-- incarnation begins, and everybody who looks before its epoch arrives gets the same name for it: so it is claimed once.
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

-- Sets the epoch that was claimed for an incarnation. An epoch is only ever raised, and only for an incarnation under the
-- present replication id: the one that is being claimed, or any if the present epoch was given under that id too.
-- Answers the epoch that now holds, or '' if nothing was done: look again.
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
