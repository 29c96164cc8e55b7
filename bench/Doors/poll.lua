-- wrk: polls of the same rooms, of ten users with five statuses each.
local n = 0
request = function()
  n = n + 1
  return wrk.format('GET', '/api/player/status?roomCode=room%20' .. (n % 20))
end
