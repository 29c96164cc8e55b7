local n = 0
request = function()
  n = n + 1
  return wrk.format('POST', '/api/progress', { ['Content-Type'] = 'application/json' },
    '{"clerkId":"user_' .. (n % 500) .. '","tmdbId":"' .. (n % 2000) .. '","currentTime":' .. (n % 5400) .. '}')
end
