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
        Assert.Equal("""{"joined":2}""", await ReadAsync(ben));
        await SayAsync(room, "one");
        Assert.Equal("\"one\"", await ReadAsync(ben));

        line.Cut();
        Assert.Equal("\"(gone)\"", await ReadAsync(ben));
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
        Assert.Equal("""{"joined":2}""", await ReadAsync(ben));
        line.Cut();
        Assert.Equal("\"(gone)\"", await ReadAsync(ben));
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
        Assert.Equal("""{"joined":2}""", await ReadAsync(ben));
        var member = (await room.Ana.HearAsync("party:member_joined")).GetProperty("member").GetProperty("profileId").GetString();
        line.Cut();
        Assert.Equal("\"(gone)\"", await ReadAsync(ben));
        await room.Ana.DoAsync("party:kick", new { profileId = member });
        await SayAsync(room, "a secret");
        line.Mend();
        Assert.Equal("""{"recovered":true}""", await ReadAsync(ben));
        Assert.Contains("\"ok\":false", await ReadAsync(ben), StringComparison.Ordinal);
    }

    private async Task<Process> JoinAsync(PartyRoom room, CuttableLine line, SocketHost? at = null)
    {
        var ben = await (at ?? host).SignUpAsync("ben");
        return Process.Start(new ProcessStartInfo("node", ["come-back.mjs", line.Address.GetLeftPart(UriPartial.Authority), ben.AccessToken, room.Code])
        {
            WorkingDirectory = await NpmClientTests.InstallAsync(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
    }

    private static Task SayAsync(PartyRoom room, string message) => room.Ana.DoAsync("party:message", new { message });

    /// <summary>Each of these lines is next, whatever their order: the client's own handlers race with what it is told.</summary>
    private static async Task AssertLinesAsync(Process client, params string[] expected)
    {
        var lines = new List<string>();
        foreach (var _ in expected) lines.Add(await ReadAsync(client));
        Assert.Equal(expected.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Where(IsMessage), lines.Where(IsMessage));

        static bool IsMessage(string line) => line.StartsWith('"');
    }

    private static async Task<string> ReadAsync(Process client)
    {
        if (await client.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line) return line;
        await client.WaitForExitAsync().WaitAsync(Limit);
        throw new InvalidOperationException($"The client has ended with {client.ExitCode}.");
    }
}
