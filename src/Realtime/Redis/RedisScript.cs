using StackExchange.Redis;

namespace Matinee.Realtime.Redis;

/// <summary>A Lua script that is embedded in an assembly: Redis runs it as one step, that nothing comes between.</summary>
public sealed class RedisScript
{
    private readonly string text;

    private RedisScript(string text) => this.text = text;

    /// <param name="owner">A type of the assembly that embeds the script.</param>
    /// <param name="name">Its file name without <c>.lua</c>.</param>
    public static RedisScript Load(Type owner, string name)
    {
        using var stream = owner.Assembly.GetManifestResourceStream($"{name}.lua") ?? throw new ArgumentException($"No script {name}.lua.", nameof(name));
        using var reader = new StreamReader(stream);
        return new RedisScript(reader.ReadToEnd());
    }

    /// <exception cref="RealtimeUnavailableException">Redis does not answer.</exception>
    public async Task<RedisResult> RunAsync(RedisConnection connection, RedisKey[] keys, params RedisValue[] values)
    {
        try
        {
            return await connection.RunAsync(redis => redis.ScriptEvaluateAsync(text, keys, values));
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Redis has been restarted; the client knows that by now and sends the text again.
            return await connection.RunAsync(redis => redis.ScriptEvaluateAsync(text, keys, values));
        }
    }
}
