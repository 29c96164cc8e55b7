using System.Diagnostics;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.WatchFlixx.Sockets;

/// <summary>The npm client behind a line that is cut, in a party that goes on without it.</summary>
public sealed class RecoveryTests(SocketHost host) : IClassFixture<SocketHost>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Member_whose_line_is_cut_misses_no_message_and_keeps_the_seat()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        await using var line = new CuttableLine(PartyRoom.Server(host));
        using var ben = await JoinAsync(room, line);
        Assert.Equal("""{"joined":2}""", await ben.ReadAsync());
        await SayAsync(room, "one");
        Assert.Equal("\"one\"", await ben.ReadAsync());

        line.Cut();
        Assert.Equal("\"(gone)\"", await ben.ReadAsync());
        foreach (var message in new[] { "two", "three", "four" }) await SayAsync(room, message);
        line.Mend();
        await AssertLinesAsync(ben, "\"two\"", "\"three\"", "\"four\"", """{"recovered":true}""", "\"I am back\"");
        Assert.DoesNotContain("party:member_left", room.Ana.Unread);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task Member_who_lost_the_seat_while_away_takes_it_anew_and_has_missed_nothing()
    {
        await using var brief = new SocketHost(new() { ["Matinee:Party:SeatGraceSeconds"] = "1" });
        await using var room = await PartyRoom.OpenAsync(brief);
        await using var line = new CuttableLine(PartyRoom.Server(brief));
        using var ben = await JoinAsync(room, line, brief);
        Assert.Equal("""{"joined":2}""", await ben.ReadAsync());
        line.Cut();
        Assert.Equal("\"(gone)\"", await ben.ReadAsync());
        await SayAsync(room, "one");
        await room.Ana.HearAsync("party:member_left");
        await SayAsync(room, "two");
        line.Mend();
        await AssertLinesAsync(ben, "\"one\"", "\"two\"", """{"recovered":true}""", """{"joined":2}""", "\"I am back\"");
    }

    [Fact]
    public async Task Member_who_is_kicked_while_away_hears_nothing_more()
    {
        await using var room = await PartyRoom.OpenAsync(host);
        await using var line = new CuttableLine(PartyRoom.Server(host));
        using var ben = await JoinAsync(room, line);
        Assert.Equal("""{"joined":2}""", await ben.ReadAsync());
        var member = (await room.Ana.HearAsync("party:member_joined")).GetProperty("member").GetProperty("profileId").GetString();
        line.Cut();
        Assert.Equal("\"(gone)\"", await ben.ReadAsync());
        await room.Ana.DoAsync("party:kick", new { profileId = member });
        await SayAsync(room, "a secret");
        line.Mend();
        Assert.Equal("""{"recovered":true}""", await ben.ReadAsync());
        Assert.Contains("\"ok\":false", await ben.ReadAsync(), StringComparison.Ordinal);
    }

    private async Task<Client> JoinAsync(PartyRoom room, CuttableLine line, SocketHost? at = null)
    {
        var ben = await (at ?? host).SignUpAsync("ben");
        return new Client(Process.Start(new ProcessStartInfo("node", ["come-back.mjs", line.Address.GetLeftPart(UriPartial.Authority), ben.AccessToken, room.Code])
        {
            WorkingDirectory = await NpmClientTests.InstallAsync(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!);
    }

    private static Task SayAsync(PartyRoom room, string message) => room.Ana.DoAsync("party:message", new { message });

    /// <summary>Each of these lines is next, whatever their order: the client's own handlers race with what it is told.</summary>
    private static async Task AssertLinesAsync(Client client, params string[] expected)
    {
        var lines = new List<string>();
        foreach (var _ in expected) lines.Add(await client.ReadAsync());
        Assert.Equal(expected.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Where(IsMessage), lines.Where(IsMessage));

        static bool IsMessage(string line) => line.StartsWith('"');
    }

    /// <summary>Ends with its test: it would go on trying to reconnect to a port that another test may get.</summary>
    private sealed class Client(Process process) : IDisposable
    {
        public async Task<string> ReadAsync()
        {
            if (await process.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line) return line;
            await process.WaitForExitAsync().WaitAsync(Limit);
            throw new InvalidOperationException($"The client has ended with {process.ExitCode}.");
        }

        public void Dispose()
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
    }
}
