local n = 0
request = function()
  n = n + 1
  return wrk.format('GET', '/api/progress/user_' .. (n % 500) .. '/' .. (n % 2000))
end
