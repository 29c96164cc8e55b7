-- Puts a party's next state in the place of the one that it was made from, and publishes what happened in the same step: so the
-- order of the states is the order of the news, on every node.
-- KEYS: the party (v: version, state), timers of ticks (party by ms), parties that this node changed (party by ms)
-- ARGV: the version that the state was made from (0: there is none yet), the state ('' only sets the timer), when a tick is due
--       ('' when none is), the party's id, now, the channel, then the messages
-- Returns 1 and the new version; or 0, the present version and state, when another was quicker.
local version = redis.call('HGET', KEYS[1], 'v') or '0'
if version ~= ARGV[1] then
  return { 0, version, redis.call('HGET', KEYS[1], 'state') or '' }
end
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[2], ARGV[4])
else
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[4])
end
if ARGV[2] == '' then return { 1, version } end
version = redis.call('HINCRBY', KEYS[1], 'v', 1)
redis.call('HSET', KEYS[1], 'state', ARGV[2])
redis.call('PERSIST', KEYS[1])
redis.call('ZADD', KEYS[3], ARGV[5], ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', tonumber(ARGV[5]) - 86400000)
for i = 7, #ARGV do redis.call('PUBLISH', ARGV[6], ARGV[i]) end
return { 1, version }
