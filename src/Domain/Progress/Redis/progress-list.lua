-- All entries of one owner as title, value, title, value, …. What the index names and is not there any more (expired, or
-- deleted by another program) leaves the index; in one script, so that a save in between is not lost.
-- KEYS: index. ARGV: what the entries' keys begin with.
local found = {}
for _, title in ipairs(redis.call('smembers', KEYS[1])) do
  local value = redis.pcall('get', ARGV[1] .. title)
  if type(value) == 'string' then
    found[#found + 1] = title
    found[#found + 1] = value
  else
    redis.call('srem', KEYS[1], title)
  end
end
return found
