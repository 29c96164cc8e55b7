-- The party's version; its state too, unless the asker has that version already.
-- KEYS[1] the party   ARGV[1] the version that the asker has
local version = redis.call('HGET', KEYS[1], 'v')
if not version then return { '0' } end
if version == ARGV[1] then return { version } end
return { version, redis.call('HGET', KEYS[1], 'state') }
