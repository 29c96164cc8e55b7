-- Saves one entry and enters it into its owner's index, so that a list finds it without looking through all keys.
-- KEYS: entry, index. ARGV: value, seconds the entry lives, title as the index has it, seconds the index lives.
redis.call('set', KEYS[1], ARGV[1], 'ex', ARGV[2])
redis.call('sadd', KEYS[2], ARGV[3])
redis.call('expire', KEYS[2], ARGV[4])
return 1
