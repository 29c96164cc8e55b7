-- Removes one entry; answers how many there were.
-- KEYS: entry, index. ARGV: title as the index has it.
redis.call('srem', KEYS[2], ARGV[1])
return redis.call('del', KEYS[1])
