using Matinee.Database;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.Sessions;

public sealed class SessionRestartTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("matinee-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task After_a_restart_members_come_back_with_their_tokens_and_find_what_was_said()
    {
        SessionMember ana, ben, cem;
        await using (var before = Start())
        {
            await using var room = await SessionRoom.OpenAsync(before);
            (ana, ben) = (room.Host, room.Viewer);
            cem = await before.JoinSessionAsync(room.Id);
            await room.HostClient.ChatAsync("before");
            await room.ViewerClient.HearAsync("chat");
            await before.DisposeAsync();
            await room.ViewerClient.ClosedAsync();
            Assert.Equal((1001, "server stopping"), (room.ViewerClient.CloseCode, room.ViewerClient.CloseText));
        }

        await using var after = Start();
        (ana, ben, cem) = (ana with { Host = after }, ben with { Host = after }, cem with { Host = after });
        await using var host = await ana.ConnectAsync();
        await using var viewer = await ben.ConnectAsync();
        while ((await viewer.NextAsync()).GetProperty("payload").GetProperty("message").GetString() != "before")
        {
        }

        Assert.Equal([ana.UserId, ben.UserId, cem.UserId], await ben.ParticipantsAsync());
        await viewer.SettleAsync();
        Assert.DoesNotContain("user_joined", await host.SettleAsync());
        await using var late = await cem.ConnectAsync();
        Assert.Equal(cem.UserId, (await host.HearAsync("user_joined")).GetProperty("user_id").GetString());
        Assert.Equal(200, (await after.TryJoinSessionAsync(ana.Session)).Status);
        Assert.Equal(401, (await after.TryJoinSessionAsync(ana.Session, "wrong password")).Status);
    }

    [Fact]
    public async Task A_session_whose_day_is_over_ends_and_closes_its_sockets()
    {
        SessionMember ana;
        await using (var before = Start())
        {
            ana = await before.CreateSessionAsync();
            var soon = before.Clock.GetUtcNow().AddSeconds(9).ToUnixTimeMilliseconds();
            await before.Get<IDatabase>().WriteAsync(session => session.ExecuteAsync(
                "update parties set expires_at = @soon where id = @id", new { soon, id = ana.Session }));
        }

        await using var after = Start();
        ana = ana with { Host = after };
        await using var client = await ana.ConnectAsync();
        await client.ClosedAsync();
        Assert.Equal((4000, "session ended"), (client.CloseCode, client.CloseText));
        Assert.Equal(404, (await ana.ShowAsync()).Status);
        Assert.Equal(404, (await after.TryJoinSessionAsync(ana.Session)).Status);
    }

    private SocketHost Start() => new(new() { ["Matinee:DataDirectory"] = folder.FullName });
}
