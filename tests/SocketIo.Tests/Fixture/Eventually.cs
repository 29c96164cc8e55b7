using System.Diagnostics;

namespace Matinee.SocketIo.Tests.Fixture;

internal static class Eventually
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Limit, $"Not in time: {what}");
            await Task.Delay(5);
        }
    }

    public static Task<T> WithinLimitAsync<T>(this TaskCompletionSource<T> source) => source.Task.WaitAsync(Limit);
}
