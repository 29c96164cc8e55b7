using Matinee.Realtime.Redis;

namespace Matinee.Realtime;

/// <summary>Whether the store that nodes share is there.</summary>
public sealed class RealtimeHealth(RedisConnection? redis = null)
{
    /// <summary>False for a single node, which shares nothing.</summary>
    public bool IsShared => redis is not null;

    public bool IsWell => redis?.IsUp ?? true;
}
