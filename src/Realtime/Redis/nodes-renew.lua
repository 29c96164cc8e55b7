-- Renews a node's lease; 0 when it had none, so that the node learns that the others may have taken it for lost.
-- KEYS: the node's lease, all nodes   ARGV: node, lease in ms (by the clock of Redis, which is the same for all)
local had = redis.call('EXISTS', KEYS[1])
redis.call('SET', KEYS[1], '1', 'PX', ARGV[2])
redis.call('SADD', KEYS[2], ARGV[1])
return had
