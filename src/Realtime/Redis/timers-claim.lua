-- Takes what is due, and what another node took and did not finish within its lease.
-- KEYS: due, claimed (sorted sets: key by ms)   ARGV: now, the end of a lease that begins now, most
local taken = {}
for _, from in ipairs({ KEYS[2], KEYS[1] }) do
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', from, '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])) do
    redis.call('ZREM', KEYS[1], key)
    redis.call('ZADD', KEYS[2], ARGV[2], key)
    taken[#taken + 1] = key
  end
end
return taken
