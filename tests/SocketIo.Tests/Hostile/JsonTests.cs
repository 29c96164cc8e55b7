using System.Text;
using Matinee.SocketIo.Tests.Fixture;

namespace Matinee.SocketIo.Tests.Hostile;

/// <summary>JSON that is meant to cost more than it weighs: refused, or handled like any other, and the server stays up.</summary>
public sealed class JsonTests
{
    private const int Limit = 1_000_000;

    public static TheoryData<string, string> TooDeep => new()
    {
        { "arrays", new string('[', 65) + new string(']', 65) },
        { "half a million arrays", new string('[', 499_000) },
        { "objects", string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100) },
        { "a hundred thousand objects", string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) },
    };

    public static TheoryData<string, string> Huge => new()
    {
        { "number of digits", new string('9', 500_000) },
        { "exponent", "1e999999999" },
        { "small exponent", "-1e-999999999" },
        { "string", $"\"{new string('x', 900_000)}\"" },
        { "escapes", $"\"{string.Concat(Enumerable.Repeat("\\u0000", 150_000))}\"" },
        { "empty arrays", $"[{string.Join(',', Enumerable.Repeat("[]", 300_000))}]" },
        { "one name many times", $"{{{string.Join(',', Enumerable.Repeat("\"a\":1", 150_000))}}}" },
        { "many names", $"{{{string.Join(',', Enumerable.Range(0, 80_000).Select(i => $"\"{i}\":1"))}}}" },
        { "prototype", """{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}""" },
    };

    [Theory]
    [MemberData(nameof(TooDeep))]
    public async Task Deep_nesting_ends_the_connection(string what, string json)
    {
        var reason = new TaskCompletionSource<DisconnectReason>();
        await using var host = await TestHost.StartAsync(socket => Events.Report(socket, reason));
        using var client = await host.JoinAsync();
        await client.SendAsync($"42[\"echo\",{json}]");
        Assert.Equal((what, DisconnectReason.ParseError), (what, await reason.WithinLimitAsync()));
        using var other = await host.JoinAsync();
    }

    [Theory]
    [MemberData(nameof(TooDeep))]
    public async Task Deep_nesting_in_auth_ends_the_connection(string what, string json)
    {
        await using var host = await TestHost.StartAsync();
        using var client = await host.OpenWebSocketAsync();
        await client.ReadAsync();
        await client.SendAsync($"40{{\"a\":{json}}}");
        Assert.True(await client.ReadCloseAsync() is not null, what);
    }

    [Theory]
    [MemberData(nameof(Huge))]
    public async Task Huge_values_within_the_payload_limit_pass_untouched(string what, string json)
    {
        await using var host = await TestHost.StartAsync(Events.Echo);
        using var client = await host.JoinAsync();
        var packet = $"42[\"echo\",{json}]";
        Assert.InRange(Encoding.UTF8.GetByteCount(packet), 1, Limit);
        await client.SendAsync(packet);
        Assert.True(string.Equals(packet, await client.ReadAsync(), StringComparison.Ordinal), what);
    }

    [Fact]
    public async Task Number_beyond_every_type_is_not_read_as_one()
    {
        var seen = new TaskCompletionSource<SocketIoArgs>();
        await using var host = await TestHost.WithSocketsAsync(socket => socket.OnImmediate("e", e => seen.TrySetResult(e.Args)));
        using var client = await host.JoinAsync();
        await client.SendAsync("""42["e",1e999,99999999999999999999,1.5]""");
        var args = await seen.WithinLimitAsync();
        Assert.False(args.TryGet<int>(0, out _));
        Assert.False(args.TryGet<long>(1, out _));
        Assert.False(args.TryGet<int>(2, out _));
        Assert.False(args.TryGet<decimal>(0, out _));
    }

    [Fact]
    public async Task Thousands_of_arguments_and_a_name_as_long_as_the_limit_pass()
    {
        var seen = new TaskCompletionSource<(int Name, int Count)>();
        await using var host = await TestHost.WithSocketsAsync(socket => socket.OnAny(e =>
        {
            seen.TrySetResult((e.Name.Length, e.Args.Count));
            return ValueTask.CompletedTask;
        }));
        using var client = await host.JoinAsync();
        await client.SendAsync($"42[\"{new string('n', 500_000)}\"{string.Concat(Enumerable.Repeat(",0", 200_000))}]");
        Assert.Equal((500_000, 200_000), await seen.WithinLimitAsync());
    }
}
