using System.Text.Json;
using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.PlayerStatus;

internal static class StatusActs
{
    public const string Path = "/api/player/status";

    public static async Task<long> ReportAsync(
        this Person person, string userId, string roomCode, double time = 0, bool isHost = false, bool isPlaying = true)
    {
        var answer = await person.PostAsync(Path, new { userId, roomCode, isHost, player = new { isPlaying, isPaused = !isPlaying, time } });
        Assert.True(answer.Status == 200, answer.Text);
        Assert.True(answer["success"].GetBoolean());
        return answer["timestamp"].GetInt64();
    }

    public static async Task<JsonElement> RoomAsync(this Person person, string roomCode)
    {
        var answer = await person.GetAsync($"{Path}?roomCode={Uri.EscapeDataString(roomCode)}");
        Assert.Equal(200, answer.Status);
        Assert.Equal(roomCode, answer["roomCode"].GetString());
        return answer["users"];
    }

    public static async Task<IReadOnlyList<JsonElement>> StatusesAsync(this Person person, string userId, string roomCode)
    {
        var answer = await person.GetAsync($"{Path}?userId={Uri.EscapeDataString(userId)}&roomCode={Uri.EscapeDataString(roomCode)}");
        Assert.Equal(200, answer.Status);
        Assert.Equal((userId, roomCode), (answer["userId"].GetString(), answer["roomCode"].GetString()));
        return [.. answer["statuses"].EnumerateArray()];
    }

    public static double Time(this JsonElement status) => status.GetProperty("player").GetProperty("time").GetDouble();

    public static bool IsPlaying(this JsonElement status) => status.GetProperty("player").GetProperty("isPlaying").GetBoolean();

    public static void AssertError(this Answer answer, int status, string named = "")
    {
        Assert.Equal(status, answer.Status);
        Assert.True(answer["error"].GetBoolean());
        Assert.Equal(status, answer["statusCode"].GetInt32());
        Assert.NotEmpty(answer["statusMessage"].GetString()!);
        Assert.StartsWith("http", answer["url"].GetString(), StringComparison.Ordinal);
        Assert.Contains(named, answer["message"].GetString(), StringComparison.Ordinal);
    }
}
