-- Enters a connection, forgets those whose lease ran out, and keeps the key as long as its longest lease and a minute.
-- KEYS[1] who   ARGV: connection, now, the end of its lease (ms)
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2])
local longest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
if longest then redis.call('PEXPIRE', KEYS[1], tonumber(longest) - tonumber(ARGV[2]) + 60000) end
