using Matinee.Doors.Tests.Shared;

namespace Matinee.Doors.Tests.ResumeProgress;

/// <summary>A server whose progress needs no token, as the clients in use expect it.</summary>
public sealed class OpenProgressHost() : SocketHost(new() { ["Matinee:Progress:Auth"] = "optional" });

internal static class ProgressActs
{
    public const string Path = "/api/progress";

    public static async Task SaveAsync(this Person person, string clerkId, string tmdbId, double currentTime) =>
        Assert.Equal(204, (await person.PostAsync(Path, new { clerkId, tmdbId, currentTime })).Status);

    public static Task<Answer> ProgressAsync(this Person person, string clerkId, string tmdbId) =>
        person.GetAsync($"{Path}/{Uri.EscapeDataString(clerkId)}/{Uri.EscapeDataString(tmdbId)}");

    public static Task<Answer> AllProgressAsync(this Person person, string clerkId) => person.GetAsync($"{Path}/{Uri.EscapeDataString(clerkId)}");

    public static Task<Answer> DeleteProgressAsync(this Person person, string clerkId, string tmdbId) =>
        person.SendAsync(HttpMethod.Delete, $"{Path}/{Uri.EscapeDataString(clerkId)}/{Uri.EscapeDataString(tmdbId)}", content: null);

    public static string Error(this Answer answer) => answer["error"].GetString()!;
}
