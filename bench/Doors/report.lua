-- wrk: reports of 200 users in 20 rooms, in turn.
local n = 0
request = function()
  n = n + 1
  local user, room = n % 200, n % 20
  local body = '{"userId":"user' .. user .. '","roomCode":"room ' .. room .. '","isHost":true,"content":{"title":"Movie Title","type":"Movie","tmdbId":12345},'
    .. '"player":{"isPlaying":true,"isPaused":false,"isLoading":false,"hasPlayedOnce":true,"time":' .. (n % 3600) .. '.5,"duration":3600,"volume":0.8,"playbackRate":1,"buffered":180}}'
  return wrk.format('POST', '/api/player/status', { ['Content-Type'] = 'application/json' }, body)
end
