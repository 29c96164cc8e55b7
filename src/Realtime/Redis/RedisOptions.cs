namespace Matinee.Realtime.Redis;

/// <param name="ConnectionString">As StackExchange.Redis reads it: <c>host:port,password=…,ssl=true</c>.</param>
public sealed record RedisOptions(string ConnectionString)
{
    /// <summary>Before every key and channel of ours, so that others may live in the same Redis.</summary>
    public string Prefix { get; init; } = "matinee:";

    /// <summary>How long a command may take before Redis counts as not answering.</summary>
    public TimeSpan CommandLimit { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>A sentence on what is wrong with the connection string, without quoting it; null when nothing is.</summary>
    public string? Fault => RedisConnection.FaultOf(ConnectionString);

    // A record's own text would carry the password into logs.
    public override string ToString() => nameof(RedisOptions);
}
