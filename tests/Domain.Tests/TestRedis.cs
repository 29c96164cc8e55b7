using Matinee.Realtime.Redis;

namespace Matinee.Domain.Tests;

/// <summary>The Redis that <c>MATINEE_TEST_REDIS</c> names; a test that asks for it is skipped where it names none.</summary>
internal static class TestRedis
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("MATINEE_TEST_REDIS");

    /// <summary>With keys that nobody else has: an empty Redis.</summary>
    public static RedisOptions Fresh()
    {
        Assert.SkipWhen(string.IsNullOrWhiteSpace(Given), "MATINEE_TEST_REDIS names no server.");
        return new RedisOptions(Given) { Prefix = $"test-{Guid.CreateVersion7():N}:" };
    }
}
