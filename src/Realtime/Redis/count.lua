-- Adds one to a window, or begins a new one when the last is over.
-- KEYS[1] the window   ARGV: now, the end of a window that would begin now, its length (all in ms)
-- Times are those of the node that counts: a window means the same to whoever reads it. The key outlives it by a minute, for
-- nodes whose clocks are behind.
local window = redis.call('HMGET', KEYS[1], 'count', 'ends')
if window[2] and tonumber(window[2]) > tonumber(ARGV[1]) then
  return { redis.call('HINCRBY', KEYS[1], 'count', 1), window[2] }
end
redis.call('HSET', KEYS[1], 'count', 1, 'ends', ARGV[2])
redis.call('PEXPIRE', KEYS[1], tonumber(ARGV[3]) + 60000)
return { 1, ARGV[2] }
