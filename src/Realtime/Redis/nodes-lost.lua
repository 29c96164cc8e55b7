-- The nodes that are known and have no lease.
-- KEYS[1] all nodes   ARGV[1] what stands before a node's id in the key of its lease
local lost = {}
for _, node in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  if redis.call('EXISTS', ARGV[1] .. node) == 0 then lost[#lost + 1] = node end
end
return lost
