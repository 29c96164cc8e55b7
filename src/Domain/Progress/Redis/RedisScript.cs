using System.Reflection;
using StackExchange.Redis;

namespace Matinee.Domain.Progress.Redis;

/// <summary>A Lua file beside this one. Redis is sent its hash, and the text when it does not know that.</summary>
internal sealed class RedisScript(string name)
{
    private readonly string text = Read(name);

    public Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] values) => database.ScriptEvaluateAsync(text, keys, values);

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
