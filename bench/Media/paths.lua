-- wrk: the given paths in turn.
local paths, n = {}, 0
init = function(args)
  for index, path in ipairs(args) do paths[index] = path end
end
request = function()
  n = n % #paths + 1
  return wrk.format('GET', paths[n])
end
done = function(summary)
  print(string.format('TOTALS %d %d %d', summary.requests, summary.duration, summary.bytes))
end
