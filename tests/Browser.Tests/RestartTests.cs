using System.Diagnostics;
using Matinee.Browser.Tests.Fixture;
using Matinee.Browser.Tests.Recording;

namespace Matinee.Browser.Tests;

/// <summary>
/// The server is killed in the middle of everything and started again, several times in one party. What must come through: the
/// party, the film's timeline, and each chat message that was acknowledged, once and in order.
/// </summary>
[Collection(nameof(Undisturbed))]
public sealed class RestartTests(ITestOutputHelper output)
{
    private const double MostOffSeconds = 1.5;

    private static readonly TimeSpan BetweenMessages = TimeSpan.FromMilliseconds(120);

    [Fact]
    public async Task Killed_again_and_again_on_Sqlite_the_party_comes_back_with_its_chat() => await SurvivesAsync(connectionString: null, rounds: 8);

    [Fact]
    public async Task Killed_again_and_again_on_Postgres_the_party_comes_back_with_its_chat()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await SurvivesAsync(database.ConnectionString, rounds: 5);
    }

    private async Task SurvivesAsync(string? connectionString, int rounds)
    {
        await using var screening = await Screening.OpenAsync(connectionString);
        await screening.PlayAsync();
        var timeline = await TimelineAsync(screening.Host);
        var random = new Random(42);
        using var over = new CancellationTokenSource();
        var chatter = new[] { ChatAsync(screening.Host, over.Token), ChatAsync(screening.Guest, over.Token) };

        for (var round = 1; round <= rounds; round++)
        {
            // At any moment of the chat, and of what the server does by itself.
            await Task.Delay(random.Next(100, 700));
            var killed = Stopwatch.GetTimestamp();
            await screening.Server.KillAsync();
            await screening.Server.StartAsync();
            var up = Stopwatch.GetElapsedTime(killed);
            await Task.WhenAll(IsBackAsync(screening.Host), IsBackAsync(screening.Guest));
            var back = Stopwatch.GetElapsedTime(killed);
            var (host, guest) = (await OffAsync(screening.Host, timeline), await OffAsync(screening.Guest, timeline));
            output.WriteLine($"{round}: server after {up.TotalSeconds:F1} s, both back after {back.TotalSeconds:F1} s, off by {host:F3} and {guest:F3} s");
            Assert.InRange(Math.Abs(host), 0, MostOffSeconds);
            Assert.InRange(Math.Abs(guest), 0, MostOffSeconds);
        }

        await over.CancelAsync();
        await AssertChatAsync(screening, await chatter[0], await chatter[1]);
        await screening.ConvergesAsync();
        Assert.Empty(screening.Host.Errors.Concat(screening.Guest.Errors));
        Assert.Empty(screening.Server.Complaints);
    }

    /// <summary>The instant, by the harness's clock in milliseconds, at which the film stood at zero: nobody gives a command after this.</summary>
    private static async Task<double> TimelineAsync(Viewer viewer)
    {
        var last = await LastSampleAsync(viewer);
        Assert.True(last.Runs);
        return last.At - (last.Position * 1000);
    }

    /// <summary>Seconds that the viewer's film is ahead of where it would be had nothing happened.</summary>
    private static async Task<double> OffAsync(Viewer viewer, double timeline)
    {
        var last = await LastSampleAsync(viewer);
        return last.Position - ((last.At - timeline) / 1000);
    }

    private static async Task<FilmSample> LastSampleAsync(Viewer viewer) => (await viewer.Recorder.TakeAsync(FilmRecorder.HarnessClock() - 500)).Last;

    private async Task IsBackAsync(Viewer viewer)
    {
        // The page may not have noticed yet that the server was gone: its next answer is the proof that it is back.
        var answered = viewer.Acknowledged.Messages.Count;
        try
        {
            await Eventually.BecomesTrueAsync(() => viewer.Acknowledged.Messages.Count > answered, $"an answered message of {viewer.Name}");
        }
        catch (TimeoutException)
        {
            output.WriteLine(await viewer.Page.Locator("body").AriaSnapshotAsync());
            throw;
        }

        await Expect(viewer.Page.GetByTestId("reconnecting-banner")).ToHaveCountAsync(0);
        await Eventually.BecomesTrueAsync(() => viewer.HasWebSocket, $"a WebSocket of {viewer.Name}");
    }

    private static async Task<IReadOnlyList<string>> ChatAsync(Viewer viewer, CancellationToken over)
    {
        var said = new List<string>();
        while (!over.IsCancellationRequested)
        {
            said.Add($"{viewer.Name} says {said.Count + 1}");
            await viewer.SayAsync(said[^1]);
            await Task.Delay(BetweenMessages);
        }

        return said;
    }

    private async Task AssertChatAsync(Screening screening, IReadOnlyList<string> byHost, IReadOnlyList<string> byGuest)
    {
        // What was under way when the server died is sent again, so everything said arrives in the end.
        foreach (var viewer in (Viewer[])[screening.Host, screening.Guest])
            await Eventually.BecomesTrueAsync(async () => await UnansweredAsync(viewer) == 0, $"an answer to every message of {viewer.Name}");

        var stored = await StoredChat.ReadAsync(screening.Guest, screening.Code);
        var acknowledged = screening.Host.Acknowledged.Messages.Concat(screening.Guest.Acknowledged.Messages).Distinct().ToList();
        output.WriteLine($"{acknowledged.Count} acknowledged, {byHost.Count + byGuest.Count} said, {stored.Count} stored");

        Assert.Empty(acknowledged.Except(stored.Select(message => new AcknowledgedMessage(message.Id, message.Text))));
        AssertOrder(byHost, byGuest, stored);
        var byId = stored.ToDictionary(message => message.Id, StringComparer.Ordinal);
        foreach (var viewer in (Viewer[])[screening.Host, screening.Guest])
        {
            var shown = await viewer.ShownMessageIdsAsync();
            AssertOrder(byHost, byGuest, [.. shown.Select(id => byId[id])]);
        }
    }

    /// <summary>
    /// Each said message once, each person's in the order in which they said them. What two people said in the same millisecond
    /// may stand in either order.
    /// </summary>
    private static void AssertOrder(IReadOnlyList<string> byHost, IReadOnlyList<string> byGuest, IReadOnlyList<StoredMessage> messages)
    {
        var texts = messages.Select(message => message.Text).ToList();
        Assert.Equal(byHost.Count + byGuest.Count, texts.Count);
        Assert.Equal(byHost, texts.Where(byHost.Contains));
        Assert.Equal(byGuest, texts.Where(byGuest.Contains));
        Assert.Equal(messages.Select(message => message.At).Order(), messages.Select(message => message.At));
    }

    private static Task<int> UnansweredAsync(Viewer viewer) => viewer.Page.Locator("[data-testid=chat-message][data-message-id='']").CountAsync();
}
