-- wrk: five reports for each of 100,000 rooms, then no more than keeps the first rooms alive.
local n = 0
request = function()
  local room = n % 100000
  n = n + 1
  if n > 500000 then return wrk.format('GET', '/api/player/status?roomCode=room%201') end
  return wrk.format('POST', '/api/player/status', { ['Content-Type'] = 'application/json' },
    '{"userId":"user' .. room .. '","roomCode":"room ' .. room .. '","isHost":true,"content":{"title":"Movie Title","type":"Movie","tmdbId":12345},'
    .. '"player":{"isPlaying":true,"isPaused":false,"isLoading":false,"hasPlayedOnce":true,"time":120.5,"duration":3600,"volume":0.8,"playbackRate":1,"buffered":180}}')
end
