-- Seconds since 1970, and microseconds.
return redis.call('TIME')
